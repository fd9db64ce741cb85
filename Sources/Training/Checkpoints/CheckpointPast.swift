import Kernels
import LanguageModels
import SourceText

/// What the steps so far depended on: where it differs, a resumed training would not be the one that was interrupted.
struct CheckpointPast: Equatable {
  /// A field in words and its value as text.
  struct Field: Equatable {
    let name: String
    let value: String
  }

  /// All fields in order.
  var fields: [Field]

  init(_ fields: [Field]) { self.fields = fields }

  /// The name of the field that says into how many slices steps were cut.
  static let slicesName = "data_parallel_slices"

  init(_ configuration: TrainingConfiguration, rows: any BatchSource, model: LanguageModel, slices: Int) {
    let plan = MemoryPlan(model.configuration, tokensPerPass: configuration.tokensPerPass)
    let settings: [(String, String)] = [
      ("train_dataset", hexadecimal(rows.fingerprint)), ("num_rows", "\(rows.rowCount)"),
      ("base model", hexadecimal(baseFingerprint(model))), ("trainable parameters", trainableText(model)),
      ("seed", "\(configuration.seed)"), ("data_seed", configuration.dataSeed.map { "\($0)" } ?? "None"),
      ("per_device_train_batch_size", "\(configuration.batchSize)"),
      ("gradient_accumulation_steps", "\(configuration.accumulationSteps)"),
      ("tokens_per_pass", "\(plan.tokensPerPass)"), (Self.slicesName, "\(slices)"),
      ("dataloader_drop_last", configuration.dropsLastBatch ? "True" : "False"),
      ("bf16", configuration.usesBFloat16 ? "True" : "False"),
      ("learning_rate", "\(configuration.learningRate)"), ("lr_scheduler_type", configuration.schedule.kind.rawValue),
      ("warmup_steps", "\(configuration.warmupSteps)"), ("warmup_ratio", "\(configuration.warmupRatio)"),
      ("weight_decay", "\(configuration.weightDecay)"), ("adam_beta1", "\(configuration.adamBeta1)"),
      ("adam_beta2", "\(configuration.adamBeta2)"), ("adam_epsilon", "\(configuration.adamEpsilon)"),
      ("max_grad_norm", "\(configuration.maximumGradientNorm)"),
    ]
    fields = settings.map { Field(name: $0.0, value: $0.1) }
  }

  /// The slices that the steps were cut into; one where the checkpoint is from before there were any.
  var slices: Int { fields.first { $0.name == Self.slicesName }.flatMap { Int($0.value) } ?? 1 }

  /// What may change when a training is resumed: how long it goes and what happens when.
  static func changeable(_ configuration: TrainingConfiguration) -> [Field] {
    func spoken(_ name: String, _ interval: Interval) -> [Field] {
      let steps = interval.strategy == .steps ? plain(interval.steps) : "None"
      return [
        Field(name: "\(name)_strategy", value: interval.strategy.rawValue), Field(name: "\(name)_steps", value: steps),
      ]
    }
    let length = [
      Field(name: "num_train_epochs", value: plain(configuration.epochs)),
      Field(name: "max_steps", value: configuration.maximumSteps.map { "\($0)" } ?? "None"),
    ]
    return length + spoken("logging", configuration.logging) + spoken("eval", configuration.evaluation)
      + spoken("save", configuration.saving)
  }

  /// The first field whose value differs, with both.
  func difference(from now: CheckpointPast) -> (name: String, then: String, now: String)? {
    for field in fields {
      let other = now.fields.first { $0.name == field.name }?.value ?? "nothing"
      if other != field.value { return (field.name, field.value, other) }
    }
    return nil
  }
}

/// A number as a person writes it: `2`, `0.5`.
private func plain(_ number: Double) -> String { Int(exactly: number).map { "\($0)" } ?? "\(number)" }

private func hexadecimal(_ number: UInt64) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// A number made of the configuration and of samples of every frozen weight.
private func baseFingerprint(_ model: LanguageModel) -> UInt64 {
  var mixer = Fingerprint()
  for parameter in model.parameters {
    mixer.mix(parameter.name)
    for length in parameter.value.shape.dimensions { mixer.mix(UInt64(length)) }
    guard !parameter.isTrainable else { continue }
    mixer.mix(parameter.value.elementType.rawValue)
    parameter.value.withBytes { bytes in
      let step = max(1, bytes.count / 16)
      for start in stride(from: 0, to: bytes.count, by: step) {
        mixer.mix(UnsafeRawBufferPointer(rebasing: bytes[start..<min(bytes.count, start + 64)]))
      }
    }
  }
  return mixer.value
}

/// The trainable parameters in a few words: how many, and a number of their names, shapes and LoRA settings.
private func trainableText(_ model: LanguageModel) -> String {
  var mixer = Fingerprint()
  let parameters = model.trainableParameters
  for parameter in parameters {
    mixer.mix(parameter.name)
    for length in parameter.value.shape.dimensions { mixer.mix(UInt64(length)) }
  }
  let count = parameters.reduce(0) { $0 + $1.value.count }
  guard let adapter = model.adapter else { return "\(count) (all weights, \(hexadecimal(mixer.value)))" }
  let settings = adapter.configuration
  return "\(count) (LoRA, r=\(settings.rank), lora_alpha=\(settings.alpha), lora_dropout=\(settings.dropout), "
    + "\(hexadecimal(mixer.value)))"
}
