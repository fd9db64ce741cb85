/// Which rows are in which batch of which step: a function of counts alone.
///
/// A window is what one optimizer step sees: `accumulationSteps` batches, fewer at the end of an epoch, where the rest
/// is a step of its own. 3,480 rows in batches of 2 with 8 of them to a window make 218 steps an epoch.
///
/// Source: transformers from 4.52 on.
public struct TrainingPlan: Sendable, Equatable {
  /// The rows of the training dataset.
  public let rowCount: Int

  /// The rows of a batch.
  public let batchSize: Int

  /// The batches of a window.
  public let accumulationSteps: Int

  /// Whether a last batch that is not full is left out.
  public let dropsLastBatch: Bool

  /// The steps of the whole training.
  public let totalSteps: Int

  /// The epochs that are begun, as `num_train_epochs` of `trainer_state.json` counts them.
  public let epochCount: Int

  /// Makes the plan of a training.
  ///
  /// - Parameters:
  ///   - epochs: how often the rows are seen; a fraction ends inside an epoch.
  ///   - maximumSteps: the number of steps, which then counts instead of the epochs; nil where epochs count.
  /// - Throws: `TrainingError` where there is nothing to do.
  public init(
    rowCount: Int, batchSize: Int, accumulationSteps: Int, dropsLastBatch: Bool = false, epochs: Double,
    maximumSteps: Int? = nil
  ) throws {
    guard rowCount > 0 else { throw TrainingError.noRows }
    guard batchSize > 0, batchSize < 1 << 31 else {
      throw TrainingError.setting(name: "per_device_train_batch_size", problem: "must be a positive number of rows")
    }
    guard accumulationSteps > 0, accumulationSteps < 1 << 31 else {
      throw TrainingError.setting(
        name: "gradient_accumulation_steps", problem: "must be a positive number of batches")
    }
    guard epochs.isFinite, epochs > 0, epochs <= 1e6 else {
      throw TrainingError.setting(name: "num_train_epochs", problem: "must be above 0 and at most 1000000")
    }
    self.rowCount = rowCount
    self.batchSize = batchSize
    self.accumulationSteps = accumulationSteps
    self.dropsLastBatch = dropsLastBatch
    let batches = dropsLastBatch ? rowCount / batchSize : (rowCount - 1) / batchSize + 1
    guard batches > 0 else {
      throw TrainingError.setting(
        name: "dataloader_drop_last", problem: "\(rowCount) rows do not fill one batch of \(batchSize)")
    }
    let stepsPerEpoch = (batches - 1) / accumulationSteps + 1
    if let maximumSteps {
      guard maximumSteps > 0, maximumSteps < 1 << 40 else {
        throw TrainingError.setting(name: "max_steps", problem: "must be a positive number of steps")
      }
      totalSteps = maximumSteps
      epochCount = (maximumSteps - 1) / stepsPerEpoch + 1
    } else {
      totalSteps = Int((epochs * Double(stepsPerEpoch)).rounded(.up))
      epochCount = Int(epochs.rounded(.up))
    }
  }
}

extension TrainingPlan {
  /// The batches of an epoch.
  public var batchesPerEpoch: Int { dropsLastBatch ? rowCount / batchSize : (rowCount - 1) / batchSize + 1 }

  /// The windows of an epoch.
  public var stepsPerEpoch: Int { (batchesPerEpoch - 1) / accumulationSteps + 1 }

  /// What one optimizer step sees.
  public struct Window: Sendable, Equatable {
    /// The epoch, from 0.
    public let epoch: Int

    /// The batches' places in their epoch.
    public let batches: Range<Int>

    /// The part of the training done after the step, in epochs.
    public let epochAfter: Double

    /// Whether the step is the first of its epoch.
    public let opensEpoch: Bool

    /// Whether the step is the last of its epoch.
    public let closesEpoch: Bool
  }

  /// The window of the step after `completed` steps.
  public func window(completed: Int) -> Window {
    let epoch = completed / stepsPerEpoch
    let place = completed % stepsPerEpoch
    let first = place * accumulationSteps
    let last = min(batchesPerEpoch, first + accumulationSteps)
    return Window(
      epoch: epoch, batches: first..<last, epochAfter: Double(epoch) + Double(last) / Double(batchesPerEpoch),
      opensEpoch: place == 0, closesEpoch: last == batchesPerEpoch)
  }

  /// The rows of a batch, as places in the epoch's order.
  public func places(ofBatch batch: Int) -> Range<Int> {
    batch * batchSize..<min(rowCount, (batch + 1) * batchSize)
  }
}
