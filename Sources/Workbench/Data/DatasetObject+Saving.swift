import Datasets
import Files
import PythonValues

extension DatasetObject {
  static let savingMembers: [Member<DatasetObject>] = [
    .method(
      "to_json", "path_or_buf, batch_size=None, num_proc=None, lines=True, orient='records', force_ascii=True",
      "Writes the rows as JSON, one object a line; gives the number of bytes."
    ) { object, arguments, context in
      guard arguments["orient"].string == "records" else {
        throw PyError(.valueError, "orient is 'records' here, not \(try arguments["orient"].repr())")
      }
      var form = Dataset.JSONForm()
      form.isLines = try arguments.bool("lines")
      form.escapesNonASCII = try arguments.bool("force_ascii")
      let path = try fileToWrite(arguments, "path_or_buf")
      return .int(try object.dataset.writeJSON(path, form) { _ in try context.checkInterrupt() })
    },
    .method(
      "to_csv", "path_or_buf, batch_size=None, num_proc=None, sep=',', header=True, index=False",
      "Writes the rows as CSV with a header; gives the number of bytes."
    ) { object, arguments, context in
      guard try !arguments.bool("index") else {
        throw PyError(.notImplementedError, "index=True is not there: add a column of numbers with add_column")
      }
      guard let separator = try arguments.string("sep").utf8.first, try arguments.string("sep").utf8.count == 1 else {
        throw PyError(.valueError, "sep is one character, not \(try arguments["sep"].repr())")
      }
      let path = try fileToWrite(arguments, "path_or_buf")
      return .int(
        try object.dataset.writeCSV(path, separator: separator, hasHeader: try arguments.bool("header")) { _ in
          try context.checkInterrupt()
        })
    },
    .method(
      "to_parquet", "path_or_buf, batch_size=None", "Writes the rows as a parquet file; gives the number of bytes."
    ) { object, arguments, context in
      let path = try fileToWrite(arguments, "path_or_buf")
      return .int(try object.dataset.writeParquet(path) { _ in try context.checkInterrupt() })
    },
  ]
}

/// The path of an argument, whose folder is made where it is missing.
private func fileToWrite(_ arguments: BoundArguments, _ name: String) throws -> String {
  let path = try arguments.string(name)
  guard !isFolder(path) else { throw PyError(.isADirectoryError, "\(path) is a folder: give the name of a file in it") }
  try makeFolder(parentFolder(of: path))
  return path
}
