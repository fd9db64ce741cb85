import Display

/// A cell that was run: its code, what it showed, how it ended.
public struct ExecutedCell: Sendable {
  /// How a cell ended.
  public enum Outcome: Sendable, Equatable {
    /// To its end.
    case done
    /// With an error.
    case failed(CellFailure)
    /// By `exit()`, with an exit code.
    case exited(Int)
    /// Because the person asked it to stop.
    case interrupted(CellFailure)
  }

  /// The number it ran under, from 1.
  public var number: Int

  /// Its title; empty where it has none.
  public var title: String

  /// Its code.
  public var code: String

  /// What it showed.
  public var events: [DisplayEvent]

  /// The seconds it took.
  public var seconds: Double

  /// How it ended.
  public var outcome: Outcome

  /// Whether it did not come to its end.
  public var hasFailed: Bool { outcome != .done }
}
