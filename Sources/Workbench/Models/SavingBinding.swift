import Display
import Files
import FineTuning
import LanguageModels
import ModelFiles
import PythonValues

/// The arguments of `model.save_pretrained`.
let savingSignature =
  "save_directory, safe_serialization=True, max_shard_size='5GB', save_embedding_layers=False"

/// Writes the model, or its adapter, and tells what reading it back showed.
func savePretrained(_ object: ModelObject, _ arguments: BoundArguments, _ context: CallContext) throws -> Value {
  guard try arguments.bool("safe_serialization") else {
    throw PyError(.notImplementedError, "safe_serialization=False is not there: models are written as safetensors")
  }
  let folder = try arguments.string("save_directory")
  let size = arguments["max_shard_size"]
  let shardSize = try size.isNone ? Checkpoint.defaultShardSize : byteCount(size)
  try makeFolder(folder)
  if object.isAdapted {
    try object.model.saveAdapter(folder: folder, savesTables: try arguments.bool("save_embedding_layers"))
  } else {
    let certificate = try savingWithBar("Save", context) {
      try ModelCertificate.save(
        object.model, folder: folder, shardSize: shardSize, merged: object.merged, progress: $0)
    }
    context.notice(certificate.description)
  }
  try warnOfVocabulary(folder, context)
  return .none
}

/// Writes a GGUF file and tells what reading it back showed.
func saveGGUF(_ object: ModelObject, _ arguments: BoundArguments, _ context: CallContext) throws -> Value {
  guard object.model.adapter == nil else {
    throw PyError(
      .valueError, "a GGUF file holds a whole model, and this one carries an adapter",
      remedy: "merge it first: merged = model.merge_and_unload(); merged.save_pretrained_gguf(...)")
  }
  var export = try GGUFExport(
    model: object.model, tokenizer: try arguments["tokenizer"].tokenizer("tokenizer"),
    quantization: try arguments.string("quantization_method"))
  let target = try arguments.string("save_directory")
  let written = try savingWithBar("Export", context) {
    export.progress = $0
    return try export.write(to: target)
  }
  for remark in written.remarks { context.warn(remark) }
  context.notice(written.certificate.description)
  return .string(written.file)
}

/// Saves something under a bar; an interrupt ends it.
///
/// - Parameter save: takes what is to be called with the numbers of steps done and of all.
func savingWithBar<Result>(
  _ label: String, _ context: CallContext, _ save: (@escaping (_ done: Int, _ all: Int) throws -> Void) throws -> Result
) throws -> Result {
  let bar = context.startProgress(label, total: nil, unit: "step")
  defer { bar?.finish() }
  return try save { done, all in
    try context.checkInterrupt()
    bar?.update(done, total: all)
  }
}

/// Adds the adapter to the weights, tells how near the result is to the adapter, and gives the plain model.
func merge(_ object: ModelObject, _ context: CallContext) throws -> Value {
  let wasTied = object.model.configuration.tiesEmbeddings
  var bar: ProgressReporter?
  defer { bar?.finish() }
  let (answers, certificate) = try ModelCertificate.merge(object.model) { done, all in
    bar = bar ?? context.startProgress("Merge", total: all, unit: "matrix")
    bar?.update(done + 1)
  }
  if wasTied, !object.model.configuration.tiesEmbeddings {
    context.warn("the embedding and the head shared one table: merging two adapters unties them, both are written")
  }
  context.notice(certificate.description)
  return .object(ModelObject(object.model, object.seeds, merged: answers))
}

/// Says where the folder's tokenizer has tokens that its model has no row for.
func warnOfVocabulary(_ folder: String, _ context: CallContext) throws {
  if let problem = try vocabularyProblem(folder: folder) { context.warn(problem) }
}

/// The bytes that transformers' sizes mean: a number, or one with KB, MB, GB (powers of 1000), KiB, MiB or GiB.
///
/// - Throws: `ValueError`.
private func byteCount(_ value: Value) throws -> Int {
  if let count = value.integer, count > 0 { return count }
  let text = value.string?.uppercased() ?? ""
  let units = [
    ("KIB", 1 << 10), ("MIB", 1 << 20), ("GIB", 1 << 30), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000),
  ]
  for (unit, size) in units where text.hasSuffix(unit) {
    let number = text.dropLast(unit.count).filter { $0 != " " }
    if let count = Int(number), count > 0, count < 1 << 30 { return count * size }
  }
  throw PyError(
    .valueError, "max_shard_size is a number of bytes or a text such as '5GB' or '200MB', not \(try value.repr())")
}
