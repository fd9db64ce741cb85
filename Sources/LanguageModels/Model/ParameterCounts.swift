/// How many numbers a model has, and how many of them training changes.
public struct ParameterCounts: Sendable, Equatable {
  /// Those that training changes.
  public let trainable: Int
  /// All, the adapter's included.
  public let all: Int
}

extension ParameterCounts: CustomStringConvertible {
  /// As peft prints it: `trainable params: 18,800 || all params: 177,968 || trainable%: 10.5637`.
  public var description: String {
    let share = all == 0 ? 0 : 100 * Double(trainable) / Double(all)
    let scaled = Int((share * 10_000).rounded(.toNearestOrEven))
    let fraction = String(scaled % 10_000)
    return "trainable params: \(grouped(trainable)) || all params: \(grouped(all)) || trainable%: "
      + "\(scaled / 10_000).\(String(repeating: "0", count: 4 - fraction.count))\(fraction)"
  }

  private func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }
}

extension LanguageModel {
  /// The counts, which need no weights; without an adapter all weights count as trainable.
  public var parameterCounts: ParameterCounts {
    let own = blueprint.modules.enumerated().reduce(0) { sum, module in
      module.offset == blueprint.head && configuration.tiesEmbeddings ? sum : sum + module.element.parameterCount
    }
    guard let adapter else { return ParameterCounts(trainable: own, all: own) }
    let added = adapter.parameters.reduce(0) { $0 + $1.shape.count }
    let trainable = adapter.parameters.reduce(0) { $0 + ($1.isTrainable ? $1.shape.count : 0) }
    return ParameterCounts(trainable: trainable, all: own + added)
  }

  /// The bytes of the weights as they are held, mapped or not, an adapter's included; nil where none were made yet.
  public var weightSizeInBytes: Int? {
    guard hasWeights else { return nil }
    return (parameters + (adapter?.parameters ?? [])).reduce(0) {
      $0 + $1.value.sizeInBytes
    }
  }
}
