import Training

/// The losses of a training by epoch, as a log has them.
public struct LossCurves: Sendable, Equatable {
  /// A loss and where it was measured.
  public struct Point: Sendable, Equatable {
    /// The epochs done.
    public let epoch: Double
    /// The loss.
    public let loss: Double
  }

  /// The losses of training.
  public private(set) var training: [Point] = []
  /// The losses of evaluations.
  public private(set) var evaluation: [Point] = []

  /// No losses yet.
  public init() {}

  /// The losses of a log.
  public init(_ history: [LogRecord]) { for record in history { take(record) } }

  /// Takes the loss of a record, where it has one that can be drawn.
  ///
  /// - Returns: whether there is something new to draw.
  @discardableResult
  public mutating func take(_ record: LogRecord) -> Bool {
    guard let epoch = record["epoch"] else { return false }
    if let loss = record["loss"], loss.isFinite {
      training.append(Point(epoch: epoch, loss: loss))
    } else if let loss = record["eval_loss"], loss.isFinite {
      evaluation.append(Point(epoch: epoch, loss: loss))
    } else {
      return false
    }
    return true
  }
}
