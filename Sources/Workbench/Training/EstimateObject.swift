import FineTuning
import PythonValues

/// What `trainer.estimate()` gives: one line when shown, its numbers by name.
final class EstimateObject: PyObject {
  private let estimate: TrainingEstimate

  init(_ estimate: TrainingEstimate) { self.estimate = estimate }

  override var typeName: String { "TrainingEstimate" }

  override func repr() -> String { estimate.description }

  override func attribute(_ name: String) throws -> Value? { try Self.members.attribute(name, of: self) }

  override var attributeNames: [String] { Self.members.names }

  static let members = Members<EstimateObject>([
    .property("steps", "The optimizer steps.") { .int($0.estimate.steps) },
    .property("seconds", "The seconds of all steps, evaluations and checkpoints.") { .float($0.estimate.seconds) },
    .property("memory", "The most bytes of memory at once, mapped weights included.") { .int($0.estimate.memory) },
    .property("disk", "The bytes of the checkpoints that are there at the end.") { .int($0.estimate.disk) },
    .property("adapter_size", "The bytes of the saved adapter, or model.") { .int($0.estimate.adapterSize) },
  ])
}
