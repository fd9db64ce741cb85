import Datasets
import Display
import Files
import JSON
import LanguageModels
import PythonValues
import SourceText
import TestSupport
import Testing
import Tokenization
import Training

@testable import FineTuning

/// The tiny model and tokenizer of the fixtures, as the article sets them up.
struct TinySetting {
  let tokenizer: Tokenizer
  let sink = RecordingSink()

  init() throws {
    tokenizer = try Tokenizer.load(folder: fixture("tokenizer-tiny"))
    func token(_ text: String) -> AddedToken { AddedToken(Text(text), isSpecial: true) }
    try tokenizer.addSpecialTokens([
      ("additional_special_tokens", [token("<｜User｜>"), token("<｜Assistant｜>")])
    ])
    try tokenizer.addSpecialTokens([("pad_token", [token("<|pad|>")])])
  }

  /// Renders messages as DeepSeek's template of January 2025.
  static func render(_ messages: Value, _ addsGenerationPrompt: Bool) throws -> String {
    var text = "<｜begin▁of▁sentence｜>"
    for message in messages.elements ?? [] {
      let content = message.dict?["content"]?.string ?? ""
      switch message.dict?["role"]?.string {
      case "user": text += "<｜User｜>" + content
      case "assistant": text += "<｜Assistant｜>" + content + "<｜end▁of▁sentence｜>"
      default: text += content
      }
    }
    return text + (addsGenerationPrompt ? "<｜Assistant｜>" : "")
  }

  func collator() throws -> CompletionOnlyCollator {
    func marker(_ text: String) -> CompletionOnlyCollator.Marker {
      .init(text: text, ids: tokenizer.encode(Text(text), addSpecialTokens: false))
    }
    return try CompletionOnlyCollator(
      response: marker("<｜Assistant｜>"), instruction: marker("<｜User｜>"),
      padding: PaddingRule(id: tokenizer.id(of: .padding), side: .left), decode: { tokenizer.decode($0) })
  }

  func model(adapter folder: String? = nil) throws -> LanguageModel {
    let model = try LanguageModel(folder: fixture("models/tiny-untied"))
    try model.resizeTokenEmbeddings(tokenizer.count)
    guard let folder else { return model }
    let copy = temporaryFolder()
    defer { try? removeFolder(copy) }
    try makeFolder(copy)
    try writeFile(joinPath(copy, "adapter_config.json"), readFile(joinPath(folder, "adapter_config.json")))
    try writeFile(
      joinPath(copy, "adapter_model.safetensors"), readFile(joinPath(folder, "lora_init.safetensors")))
    _ = try model.loadAdapter(folder: copy, isTrainable: true)
    return model
  }

  func parts(_ dataset: Dataset, _ arguments: [(String, JSON)], model: LanguageModel? = nil) throws -> SFTTrainer.Parts
  {
    SFTTrainer.Parts(
      model: try model ?? self.model(), arguments: try SFTConfiguration(arguments.map { ($0.0, $0.1) }),
      tokenizer: tokenizer, trainingDataset: dataset, render: Self.render, sink: sink)
  }
}

func texts(_ rows: [String]) throws -> Dataset {
  try Dataset.fromRows(rows.map { Value.dictionary([("text", .string($0))]) })
}

func talks(_ rows: [[(String, String)]]) throws -> Dataset {
  try Dataset.fromRows(
    rows.map { row in
      let messages = row.map { Value.dictionary([("role", .string($0.0)), ("content", .string($0.1))]) }
      return Value.dictionary([("messages", .array(messages))])
    })
}

/// A place for files that no other test has.
func temporaryFolder() -> String { joinPath("/tmp", "tunebook-finetuning-\(UInt64.random(in: 0 ... .max))") }
