import Datasets
import Display
import Files
import JSON
import PythonValues

/// The names of `datasets` that a cell can use.
func datasetNames(_ folders: NamedFolders) -> [(String, Value)] {
  [
    ("load_dataset", loadDataset(folders)),
    ("Dataset", datasetClass),
    ("DatasetDict", datasetDictClass),
    ("concatenate_datasets", concatenateDatasets),
    ("question_answer_dataset", questionAnswerDataset),
    ("to_messages", toMessages),
  ]
}

private var datasetClass: Value {
  libraryClass(
    "Dataset",
    statics: [
      classMethod("from_list", "mapping") { arguments, _ in
        guard let rows = arguments["mapping"].elements else {
          throw arguments.wrongType("mapping", expected: "list of dict")
        }
        return .object(DatasetObject(try Dataset.fromRows(rows)))
      },
      classMethod("from_dict", "mapping") { arguments, _ in
        guard let columns = arguments["mapping"].dict else {
          throw arguments.wrongType("mapping", expected: "dict of lists")
        }
        return .object(DatasetObject(try Dataset.fromColumns(columns)))
      },
      classMethod("from_json", "path_or_paths, field=None") { arguments, context in
        let loader = DatasetLoader(format: "json", field: try arguments.optionalString("field")).watched(context)
        return .object(DatasetObject(try loader.load(paths: try paths(arguments["path_or_paths"]))))
      },
    ])
}

private var datasetDictClass: Value {
  libraryClass("DatasetDict", signature: "splits=None, **named") { arguments, _ in
    var splits: [(String, Dataset)] = []
    if let dict = arguments["splits"].dict {
      for item in dict.items {
        guard let name = item.key.string else { throw PyError(.typeError, "the name of a split is a string") }
        splits.append((name, try item.value.dataset("the split '\(name)'")))
      }
    } else if let existing = arguments["splits"].object as? DatasetDictObject {
      splits = existing.splits.splits.map { ($0.name, $0.dataset) }
    } else if !arguments["splits"].isNone {
      throw arguments.wrongType("splits", expected: "dict of Dataset")
    }
    for (name, value) in arguments.keywords { splits.append((name, try value.dataset(name))) }
    return .object(DatasetDictObject(DatasetDict(splits)))
  }
}

private func loadDataset(_ folders: NamedFolders) -> Value {
  function(
    "load_dataset",
    "path, name=None, data_dir=None, data_files=None, split=None, field=None, delimiter=None, sample_by='line', cache_dir=None, revision=None, token=None, streaming=False, trust_remote_code=None, num_proc=None"
  ) { arguments, context in
    let named = try arguments.string("path")
    if try arguments.bool("streaming") {
      throw PyError(.notImplementedError, "streaming=True is not there: rows are read as columns, which is quick")
    }
    let isFormat = ["json", "csv", "parquet", "text"].contains(named)
    let path = try isFormat ? named : folders.dataset(named, arguments, context) ?? named
    let loader = DatasetLoader(
      format: isFormat ? path : nil, field: try arguments.optionalString("field"),
      delimiter: try arguments.optionalString("delimiter")?.utf8.first, textUnit: try textUnit(arguments)
    ).watched(context)
    let files = try dataFiles(arguments, path: path, isFormat: isFormat)
    if arguments["split"].isNone { return .object(DatasetDictObject(try loader.load(files))) }
    if let several = arguments["split"].elements {
      return .array(
        try several.map { split in
          guard let name = split.string else {
            throw arguments.wrongType("split", expected: "str, list of str or None")
          }
          return .object(DatasetObject(try loader.load(files, split: name)))
        })
    }
    return .object(DatasetObject(try loader.load(files, split: try arguments.string("split"))))
  }
}

extension DatasetLoader {
  /// The same with a bar of the running cell's, which an interrupt ends.
  fileprivate func watched(_ context: CallContext) -> DatasetLoader {
    var loader = self
    var bar: ProgressReporter?
    var last = 0
    loader.onProgress = { read, bytes in
      try context.checkInterrupt()
      if bar == nil || read < last { bar = context.startProgress("Load", total: bytes >> 20, unit: "MB") }
      bar?.update(read >> 20)
      last = read
    }
    return loader
  }
}

private func textUnit(_ arguments: BoundArguments) throws -> TextUnit {
  let name = try arguments.string("sample_by")
  guard let unit = TextUnit(rawValue: name) else {
    throw PyError(.valueError, "sample_by is 'line', 'paragraph' or 'document', not '\(name)'")
  }
  return unit
}

private func dataFiles(_ arguments: BoundArguments, path: String, isFormat: Bool) throws -> DataFiles {
  let folder = try arguments.optionalString("data_dir")
  // A hub's dataset is a folder by now: data_dir is a folder in it.
  let base = isFormat ? folder ?? "" : folder.map { isFolder(joinPath(path, $0)) ? joinPath(path, $0) : $0 } ?? path
  let given = arguments["data_files"]
  func located(_ value: Value) throws -> [String] {
    try paths(value).flatMap { path in
      try DataFiles.matching(
        isFormat || path.hasPrefix("/") || isFolder(base) == false ? path : joinPath(base, path))
    }
  }
  if let dict = given.dict {
    return DataFiles(
      splits: try dict.items.map { item in
        guard let name = item.key.string else { throw PyError(.typeError, "the name of a split is a string") }
        return (name, try located(item.value))
      })
  }
  if !given.isNone { return DataFiles(splits: [("train", try located(given))]) }
  guard !base.isEmpty else {
    throw PyError(
      .valueError, "load_dataset('\(path)') needs data_files: a path, a list of paths, or a dict of splits")
  }
  if !isFolder(base), pathExists(base) { return DataFiles(splits: [("train", [base])]) }
  return try DataFiles.inFolder(base, configuration: isFormat ? nil : try arguments.optionalString("name"))
}

private func paths(_ value: Value) throws -> [String] {
  if let path = value.string { return [path] }
  guard let elements = value.elements, !elements.isEmpty else {
    throw PyError(.typeError, "data_files is a path, a list of paths or a dict of splits, not \(value.typeName)")
  }
  return try elements.map {
    guard let path = $0.string else { throw PyError(.typeError, "a path is a string, not \($0.typeName)") }
    return path
  }
}

private var concatenateDatasets: Value {
  function("concatenate_datasets", "dsets") { arguments, _ in
    guard let elements = arguments["dsets"].elements else {
      throw arguments.wrongType("dsets", expected: "list of Dataset")
    }
    return .object(DatasetObject(try Dataset.concatenated(try elements.map { try $0.dataset("dsets") })))
  }
}

private var toMessages: Value {
  function("to_messages", "dataset") { arguments, _ in
    if let splits = (arguments["dataset"].object as? DatasetDictObject)?.splits {
      return .object(DatasetDictObject(try splits.mapSplits { try $0.conversations() }))
    }
    return .object(DatasetObject(try arguments["dataset"].dataset("dataset").conversations()))
  }
}

private var questionAnswerDataset: Value {
  function("question_answer_dataset", "characters, questions, per_character=58, test_share=0.2, seed=42") {
    arguments, _ in
    guard let share = arguments["test_share"].number else { throw arguments.wrongType("test_share", expected: "float") }
    let seed = try arguments.integer("seed")
    guard seed >= 0 else { throw PyError(.valueError, "seed must not be negative") }
    return .object(
      DatasetDictObject(
        try questionAnswerRows(
          characters: try arguments["characters"].json(), questions: try arguments["questions"].json(),
          perCharacter: try arguments.integer("per_character"), testShare: share, seed: UInt64(seed))))
  }
}
