/// What a template may use: a hostile one ends in an error, in bounded time and memory.
public struct SandboxLimits: Sendable {
  /// The most bytes of output, and of any one text on the way.
  public var textSizeInBytes = 64 << 20

  /// The most bytes of all texts and lists made on the way.
  public var totalSizeInBytes = 1 << 30

  /// The most evaluations of expressions; work that grows with the size of a value counts by its size.
  public var steps = 5_000_000

  /// The deepest nesting of macros and recursive loops.
  public var callDepth = 150

  /// The most bytes of stack that macros and recursive loops may take.
  public var stackSizeInBytes: UInt = 2 << 20

  /// The most elements of one list.
  public var elementCount = 1_000_000

  /// Makes the default limits.
  public init() {}

  /// The limit that a template went beyond.
  public enum Exceeded: Sendable, Equatable, CustomStringConvertible {
    /// A text or the output grew beyond a number of bytes.
    case textSize(Int)
    /// All texts and lists together grew beyond a number of bytes.
    case totalSize(Int)
    /// Too many evaluations.
    case steps(Int)
    /// Macros nested too deep.
    case callDepth(Int)
    /// A range or list grew beyond a number of elements.
    case elementCount(Int)

    /// One clause for people.
    public var description: String {
      switch self {
      case .textSize(let limit): "the template makes more than \(spoken(limit)) of text"
      case .totalSize(let limit): "the template makes more than \(spoken(limit)) of texts and lists on its way"
      case .steps(let limit): "the template takes more than \(limit) steps: does a loop ever end?"
      case .callDepth(let limit): "macros or recursive loops nest deeper than \(limit) levels"
      case .elementCount(let limit): "a range or list holds more than \(limit) elements"
      }
    }

    private func spoken(_ size: Int) -> String { size >> 20 > 0 ? "\(size >> 20) MB" : "\(size >> 10) KB" }
  }
}
