import Kernels
import LanguageModels

/// Finds what made a loss NaN or infinite, once it is too late to go on: its row goes through the model once more.
struct NonFiniteSearch {
  let model: LanguageModel
  let precision: ComputePrecision
  let dropout: DropoutKey?

  /// The error that names the row and the first tensor.
  ///
  /// - Parameter label: the place, among the pass's labels, of the one whose loss is not finite.
  func lossError(step: Int, value: Double, label: Int, of pass: PackedPass) -> TrainingError {
    var end = 0
    var row = 0
    for (index, length) in pass.rowLengths.enumerated() {
      end += length
      row = index
      if pass.labelPositions[label] < end { break }
    }
    let ids = Array(pass.ids[(end - pass.rowLengths[row])..<end])
    return .lossNotFinite(
      step: step, value: "\(value)", row: Int(truncatingIfNeeded: pass.rowKeys[row]),
      tensor: firstTensor(ids, key: pass.rowKeys[row]))
  }

  /// A trained parameter, else the first layer whose output is not finite, else the logits.
  private func firstTensor(_ ids: [Int32], key: UInt64) -> String {
    if let parameter = firstNotFinite(model.trainableParameters) { return parameter.name }
    let tape = Tape(precision: precision, recordsGradients: false)
    tape.dropout = dropout
    var found: String?
    let layers = model.configuration.layerCount
    _ = try? model.forward(tape, TokenBatch(ids: ids, rowLengths: [ids.count], rowKeys: [key])) { number, hidden in
      guard found == nil, !isFinite(hidden) else { return }
      switch number {
      case 0: found = "the output of model.embed_tokens"
      case layers: found = "the output of model.norm"
      default: found = "the output of model.layers.\(number - 1)"
      }
    }
    return found ?? "the logits"
  }

  private func isFinite(_ variable: Variable) -> Bool {
    variable.value.withFloats { $0.allSatisfy(\.isFinite) }
  }
}

/// The first parameter that holds a value that is NaN or infinite.
///
/// - Complexity: O(values).
public func firstNotFinite(_ parameters: [Parameter]) -> Parameter? {
  parameters.first { parameter in !parameter.value.withFloats { $0.allSatisfy(\.isFinite) } }
}
