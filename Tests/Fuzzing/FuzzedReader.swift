import CellLanguage
import Datasets
import Files
import JSON
import Jinja
import Jupyter
import LanguageModels
import ModelFiles
import Notebook
import Parquet
import PythonValues
import SourceText
import Tokenization

/// A reader of what comes from outside, fed with any bytes: it reads them or throws, in bounded time and memory.
public enum FuzzedReader: String, CaseIterable, Sendable {
  case json
  case safetensors
  case index
  case gguf
  case tokenizer
  case tiktoken
  case pieces
  case merges
  case settings
  case csv
  case jsonl
  case conversation
  case card
  case parquet
  case notebook
  case ipynb
  case jinja
  case cell
  case configuration
  case adapter
  case factors
  case generation
  case checkpoint
  case connection
  case message

  /// Gives bytes to the reader, as the file that it reads.
  ///
  /// - Parameter folder: a folder of the caller's own, for the file.
  /// - Returns: what the reader threw; nil where it read the bytes.
  public func take(_ bytes: [UInt8], folder: String) -> (any Error)? {
    do {
      try read(bytes, folder)
      return nil
    } catch {
      return error
    }
  }

  /// Whether errors must name the file.
  public var namesItsFile: Bool { ![.json, .jinja, .cell, .notebook, .conversation, .message].contains(self) }

  private func read(_ bytes: [UInt8], _ folder: String) throws {
    switch self {
    case .json: try Self.readJSON(bytes)
    case .safetensors: try Self.readTensors(Checkpoint(file: file(bytes, folder, "model.safetensors")))
    case .index:
      try Self.writeShard(folder)
      _ = try file(bytes, folder, "model.safetensors.index.json")
      try Self.readTensors(Checkpoint(folder: folder))
    case .gguf: try Self.readGGUF(file(bytes, folder, "model.gguf"))
    case .tokenizer:
      _ = try file(bytes, folder, "tokenizer.json")
      try Self.use(Tokenizer.load(folder: folder))
    case .tiktoken:
      _ = try file(bytes, folder, "ranks.tiktoken")
      try Self.use(Tokenizer.load(folder: folder))
    case .pieces:
      _ = try file(bytes, folder, "tokenizer.model")
      try Self.use(Tokenizer.load(folder: folder))
    case .merges: try Self.readMerges(bytes, folder)
    case .settings:
      try Self.writeTokenizer(folder)
      _ = try file(bytes, folder, "tokenizer_config.json")
      try Self.use(Tokenizer.load(folder: folder))
    case .csv: try Self.readRows(file(bytes, folder, "rows.csv"))
    case .jsonl: try Self.readRows(file(bytes, folder, "rows.jsonl"))
    case .conversation: try Self.readConversations(file(bytes, folder, "rows.jsonl"))
    case .card: try Self.readCard(bytes, folder)
    case .parquet: try Self.readColumns(ParquetFile(path: file(bytes, folder, "rows.parquet")))
    case .notebook: Self.readNotebook(bytes)
    case .ipynb: _ = try NotebookDocument.read(file(bytes, folder, "book.ipynb")).cells.count
    case .jinja: try Self.render(bytes)
    case .cell: try CellRun.run(bytes)
    case .configuration: _ = try ModelConfiguration(folder: parentFolder(of: file(bytes, folder, "config.json")))
    case .adapter: _ = try LoRAConfiguration(folder: parentFolder(of: file(bytes, folder, "adapter_config.json")))
    case .factors: try Self.readFactors(bytes, folder)
    case .generation:
      _ = try file(bytes, folder, "generation_config.json")
      _ = try GenerationConfiguration(folder: folder, model: Self.smallModel())
    case .checkpoint: try Self.readCheckpoint(bytes, folder)
    case .connection: _ = try ConnectionFile(path: file(bytes, folder, "kernel.json"))
    case .message: try Self.readMessage(bytes)
    }
  }

  /// Writes the file that is read; its old bytes go, so that no earlier input shows through.
  private func file(_ bytes: [UInt8], _ folder: String, _ name: String) throws -> String {
    let path = joinPath(folder, name)
    try overwriteFile(path, bytes)
    return path
  }
}

extension FuzzedReader {
  private static func readJSON(_ bytes: [UInt8]) throws {
    let value = try JSON.parse(bytes, name: "input")
    let again = try JSON.parse(value.serialized(.compact), name: "its own text")
    precondition(again.serialized(.compact) == value.serialized(.compact), "JSON does not survive being written")
  }

  private static func readTensors(_ checkpoint: Checkpoint) throws {
    for name in checkpoint.names {
      let tensor = try checkpoint.tensor(name)
      tensor.withBytes { touch($0) }
    }
  }

  private static func readGGUF(_ path: String) throws {
    let file = try GGUFFile(path: path)
    var sum = 0
    for entry in file.entries where entry.shape.count < 1 << 20 {
      if let tensor = try? file.tensor(entry.name) { sum &+= tensor.shape.count }
    }
    _ = try? ModelConfiguration(folder: path)
    try use(Tokenizer.load(gguf: file))
  }

  static func use(_ tokenizer: Tokenizer) throws {
    for text in ["Hello, wörld!  12345\n\n", "钟离来自哪个国家?\u{1F600}\u{0301}", "<|im_start|>user\n\t a  b"] {
      let ids = tokenizer.encode(Text(text))
      _ = tokenizer.decode(ids)
    }
    _ = tokenizer.decode([0, 1, 7, -1, .max])
  }

  private static func readRows(_ path: String) throws {
    let dataset = try DatasetLoader().load(paths: [path])
    var count = 0
    try dataset.forEachRow { row, _ in count += row.count }
    _ = "\(dataset)"
  }

  private static func readColumns(_ file: ParquetFile) throws {
    for column in file.columns where file.rowCount < 1 << 16 { _ = try column.values(in: 0..<file.rowCount) }
  }

  private static func readNotebook(_ bytes: [UInt8]) {
    let document = NotebookDocument(parsing: bytes)
    precondition(document.bytes == bytes, "a notebook does not survive being written")
  }

  private static func render(_ bytes: [UInt8]) throws {
    var limits = SandboxLimits()
    limits.steps = 50_000
    limits.textSizeInBytes = 1 << 20
    limits.totalSizeInBytes = 16 << 20
    limits.elementCount = 10_000
    let template = try Template(Text(bytes: bytes))
    _ = try template.render(templateNames, limits: limits)
  }

  private static var templateNames: [(name: String, value: Value)] {
    let messages = [("system", "Be brief."), ("user", "你好"), ("assistant", " <think>a</think>b ")].map {
      Value.dictionary([("role", .string($0.0)), ("content", .string($0.1))])
    }
    return [
      ("messages", .array(messages)), ("bos_token", .string("<s>")), ("eos_token", .string("</s>")),
      ("add_generation_prompt", true), ("tools", .none), ("n", .int(3)), ("x", .float(0.5)),
    ]
  }

  /// One whole shard beside the index.
  private static func writeShard(_ folder: String) throws {
    let path = joinPath(folder, "a.safetensors")
    guard !pathExists(path) else { return }
    let header = Array(#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#.utf8)
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
    try overwriteFile(path, length + header + [0, 0, 0, 0])
  }

  private static func touch(_ bytes: UnsafeRawBufferPointer) {
    var sum: UInt8 = 0
    for byte in bytes { sum &+= byte }
    lastSum.store(sum, ordering: .relaxed)
  }
}
