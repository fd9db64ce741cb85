/// How much of the stack a rendering has taken, so that deep recursion ends in an error and not in a crash.
struct StackUse {
  private let start: UInt

  /// Remembers where the stack is now.
  init() { start = StackUse.position() }

  /// The bytes between there and here.
  var sizeInBytes: UInt { start &- min(start, StackUse.position()) }

  @inline(never) private static func position() -> UInt {
    var marker: UInt8 = 0
    return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
  }
}
