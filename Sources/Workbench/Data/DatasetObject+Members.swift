import Datasets
import PythonValues

private let mapSignature =
  "function=None, with_indices=False, batched=False, batch_size=1000, remove_columns=None, num_proc=None, desc=None, load_from_cache_file=None"

extension DatasetObject {
  static let members = Members<DatasetObject>(lookingMembers + changingMembers + savingMembers)

  private static let lookingMembers: [Member<DatasetObject>] = [
    .property("column_names", "The names of the columns.") { .array($0.dataset.columnNames.map { .string($0) }) },
    .property("num_rows", "The number of rows.") { .int($0.dataset.count) },
    .property("num_columns", "The number of columns.") { .int($0.dataset.columnNames.count) },
    .property("shape", "The numbers of rows and columns.") {
      .tupleOf(.int($0.dataset.count), .int($0.dataset.columnNames.count))
    },
    .property("features", "What kind of value each column holds.") { object in
      .dictionary(object.dataset.features.map { ($0.name, .string("\($0.feature)")) })
    },
    .method("unique", "column", "The different values of a column.") { object, arguments, _ in
      .array(try object.dataset.unique(try arguments.string("column")))
    },
    .method("to_list", "", "All rows as a list of dicts.") { object, _, _ in
      .array(try Value.object(object).iterated())
    },
    .method("to_dict", "", "All columns as a dict of lists.") { object, _, _ in
      .dict(try object.dataset.rows(0..<object.dataset.count))
    },
  ]

  private static let changingMembers: [Member<DatasetObject>] = [
    .method("map", mapSignature, "A dataset with what a function returns for each row merged in.") {
      object, arguments, context in
      .object(DatasetObject(try object.dataset.mapped(arguments, context)))
    },
    .method(
      "filter", "function=None, with_indices=False, num_proc=None, desc=None", "The rows for which a function is true."
    ) { object, arguments, context in
      .object(DatasetObject(try object.dataset.filtered(arguments, context)))
    },
    .method("select", "indices", "The rows of the indices given, in their order.") { object, arguments, _ in
      let indices = try arguments["indices"].iterated().map { index -> Int in
        guard let index = index.integer else {
          throw PyError(.typeError, "select takes whole numbers, not \(index.typeName)")
        }
        return index
      }
      return .object(DatasetObject(try object.dataset.select(indices)))
    },
    .method("shuffle", "seed=None, generator=None, keep_in_memory=False", "The rows in the order drawn from the seed.")
    {
      object, arguments, _ in
      .object(DatasetObject(object.dataset.shuffled(seed: try seed(arguments))))
    },
    .method(
      "train_test_split", "test_size=None, train_size=None, shuffle=True, seed=None",
      "Two parts, 'train' and 'test', drawn from the seed."
    ) { object, arguments, _ in
      .object(
        DatasetDictObject(
          try object.dataset.trainTestSplit(
            test: try splitSize(arguments, "test_size"), train: try splitSize(arguments, "train_size"),
            shuffle: try arguments.bool("shuffle"), seed: try seed(arguments))))
    },
    .method("remove_columns", "column_names", "The dataset without some columns.") { object, arguments, _ in
      .object(DatasetObject(try object.dataset.removeColumns(try names(arguments["column_names"]))))
    },
    .method("select_columns", "column_names", "The dataset with some columns only.") { object, arguments, _ in
      .object(DatasetObject(try object.dataset.selectColumns(try names(arguments["column_names"]))))
    },
    .method(
      "rename_column", "original_column_name, new_column_name", "The dataset with one column under another name."
    ) { object, arguments, _ in
      .object(
        DatasetObject(
          try object.dataset.renameColumn(
            try arguments.string("original_column_name"), to: try arguments.string("new_column_name"))))
    },
    .method("add_column", "name, column", "The dataset with one more column.") { object, arguments, _ in
      .object(DatasetObject(try object.dataset.addColumn(try arguments.string("name"), arguments["column"])))
    },
    .method("sort", "column_names, reverse=False", "The rows in the order of some columns.") { object, arguments, _ in
      let names = try names(arguments["column_names"])
      let reversed =
        try arguments["reverse"].elements?.map { try $0.isTruthy() }
        ?? names.map { _ in try arguments.bool("reverse") }
      return .object(DatasetObject(try object.dataset.sorted(by: names, descending: reversed)))
    },
  ]
}

extension DatasetDictObject {
  static let members = Members<DatasetDictObject>([
    .method("keys", "", "The names of the splits.") { object, _, _ in .array(object.splits.names.map { .string($0) }) },
    .method("values", "", "The datasets.") { object, _, _ in
      .array(object.splits.splits.map { .object(DatasetObject($0.dataset)) })
    },
    .method("items", "", "Pairs of name and dataset.") { object, _, _ in
      .array(object.splits.splits.map { .tupleOf(.string($0.name), .object(DatasetObject($0.dataset))) })
    },
    .property("num_rows", "The number of rows of each split.") { object in
      .dictionary(object.splits.splits.map { ($0.name, .int($0.dataset.count)) })
    },
    .property("column_names", "The names of the columns of each split.") { object in
      .dictionary(object.splits.splits.map { ($0.name, .array($0.dataset.columnNames.map { .string($0) })) })
    },
    .method("map", mapSignature, "Maps every split.") { object, arguments, context in
      .object(DatasetDictObject(try object.splits.mapSplits { try $0.mapped(arguments, context) }))
    },
    .method("filter", "function=None, with_indices=False, num_proc=None, desc=None", "Filters every split.") {
      object, arguments, context in
      .object(DatasetDictObject(try object.splits.mapSplits { try $0.filtered(arguments, context) }))
    },
    .method("shuffle", "seed=None", "Shuffles every split.") { object, arguments, _ in
      let seed = try seed(arguments)
      return .object(DatasetDictObject(object.splits.mapSplits { $0.shuffled(seed: seed) }))
    },
    .method("remove_columns", "column_names", "Every split without some columns.") { object, arguments, _ in
      let names = try names(arguments["column_names"])
      return .object(DatasetDictObject(try object.splits.mapSplits { try $0.removeColumns(names) }))
    },
    .method("rename_column", "original_column_name, new_column_name", "Every split with one column renamed.") {
      object, arguments, _ in
      let old = try arguments.string("original_column_name")
      let new = try arguments.string("new_column_name")
      return .object(DatasetDictObject(try object.splits.mapSplits { try $0.renameColumn(old, to: new) }))
    },
  ])
}

extension Dataset {
  fileprivate func mapped(_ arguments: BoundArguments, _ context: CallContext) throws -> Dataset {
    let function = try callable(arguments)
    let removing = arguments["remove_columns"].isNone ? [] : try names(arguments["remove_columns"])
    let withIndices = try arguments.bool("with_indices")
    let bar = try context.startProgress(arguments.optionalString("desc") ?? "Map", total: count, unit: "row")
    defer { bar?.finish() }
    if try arguments.bool("batched") {
      let size = try arguments.optionalInteger("batch_size") ?? max(1, count)
      return try mapBatches(size: size, removing: removing) { batch, indices in
        try context.checkInterrupt()
        bar?.update((indices.last ?? 0) + 1)
        let numbers = Value.array(indices.map { .int($0) })
        let given = CallArguments(withIndices ? [.dict(batch), numbers] : [.dict(batch)])
        return columns(try context.call(function, given))
      }
    }
    return try map(removing: removing) { row, index in
      try context.checkInterrupt()
      bar?.update(index + 1)
      return columns(try context.call(function, CallArguments(withIndices ? [.dict(row), .int(index)] : [.dict(row)])))
    }
  }

  /// What a function given to map returns; what a tokenizer gave is its columns.
  private func columns(_ result: Value) -> Value {
    (result.object as? BatchEncodingObject).map { .dict($0.data) } ?? result
  }

  fileprivate func filtered(_ arguments: BoundArguments, _ context: CallContext) throws -> Dataset {
    let function = try callable(arguments)
    let withIndices = try arguments.bool("with_indices")
    let bar = try context.startProgress(arguments.optionalString("desc") ?? "Filter", total: count, unit: "row")
    defer { bar?.finish() }
    return try filter { row, index in
      try context.checkInterrupt()
      bar?.update(index + 1)
      return try context.call(function, CallArguments(withIndices ? [.dict(row), .int(index)] : [.dict(row)]))
        .isTruthy()
    }
  }

  private func callable(_ arguments: BoundArguments) throws -> Value {
    let function = arguments["function"]
    guard !function.isNone else {
      throw PyError(.typeError, "\(arguments.function)() needs a function or a lambda that takes a row")
    }
    return function
  }
}

private func names(_ value: Value) throws -> [String] {
  if let name = value.string { return [name] }
  guard let elements = value.elements else {
    throw PyError(.typeError, "column names are a string or a list of strings, not \(value.typeName)")
  }
  return try elements.map {
    guard let name = $0.string else { throw PyError(.typeError, "a column name is a string, not \($0.typeName)") }
    return name
  }
}

private func seed(_ arguments: BoundArguments) throws -> UInt64 {
  guard let seed = try arguments.optionalInteger("seed") else { return 42 }
  guard seed >= 0 else { throw PyError(.valueError, "seed must not be negative") }
  return UInt64(seed)
}

private func splitSize(_ arguments: BoundArguments, _ name: String) throws -> SplitSize? {
  switch arguments[name] {
  case .none: nil
  case .int(let rows): .rows(rows)
  case .float(let share): .share(share)
  default: throw arguments.wrongType(name, expected: "float, int or None")
  }
}
