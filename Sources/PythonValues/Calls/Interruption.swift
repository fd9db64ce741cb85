/// Lets long work inside one call be stopped: a sum over a billion numbers asks no interpreter on its way.
public enum Interruption {
  /// Throws where the person asked to stop; set by whoever runs cells, for the work that runs inside.
  @TaskLocal public static var check: (@Sendable () throws -> Void)?
}

/// Counts the values that an iterator gave, and asks now and then whether to stop.
struct InterruptCounter {
  private var count: UInt16 = 0

  /// Counts one.
  ///
  /// - Throws: `KeyboardInterrupt`, at every 4,096th.
  @inline(__always) mutating func tick() throws {
    count &+= 1
    if count & 0xFFF == 0 { try Interruption.check?() }
  }
}
