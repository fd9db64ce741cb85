import PythonValues
import SourceText

/// Why rows cannot be read, or what was asked of a dataset cannot be done.
public enum DatasetError: Error, Equatable, Sendable {
  /// There is no column of that name.
  case unknownColumn(name: String, columns: [String])
  /// A column of that name is there already.
  case columnExists(name: String)
  /// A column has another length than the others.
  case lengthMismatch(column: String, expected: Int, found: Int)
  /// A column holds values of kinds that do not go together; `place` is the row or the file's line.
  case mixedKinds(column: String, expected: String, found: String, place: String)
  /// A value that no column can hold.
  case unsupportedValue(column: String, typeName: String, place: String)
  /// A row is no object.
  case rowIsNoObject(found: String, place: String)
  /// A row number beyond the end.
  case indexOutOfRange(index: Int, count: Int)
  /// A file is no JSON; `place` is the file with line and column.
  case invalidJSON(reason: String, place: String)
  /// A file holds no rows in the form that was expected.
  case noRows(path: String, reason: String)
  /// There is nothing at a path.
  case missingFile(path: String)
  /// A file could not be read.
  case unreadableFile(reason: String)
  /// A folder holds no data files.
  case noDataFiles(folder: String)
  /// A kind of file that is not read.
  case unsupportedFile(path: String, kind: String)
  /// There is no split of that name.
  case unknownSplit(name: String, known: [String])
  /// A split expression such as `train[:10%]` is malformed.
  case badSplitExpression(String)
  /// An argument has a value that makes no sense; the sentence says which and what to do.
  case badArgument(String)
}

extension DatasetError {
  /// The Python exception that says the same.
  public var exceptionKind: ExceptionKind {
    switch self {
    case .unknownColumn: .keyError
    case .indexOutOfRange: .indexError
    case .missingFile, .noDataFiles: .fileNotFoundError
    case .unreadableFile: .osError
    case .mixedKinds, .unsupportedValue, .rowIsNoObject: .typeError
    default: .valueError
    }
  }
}

extension DatasetError: CustomStringConvertible {
  /// One sentence for people: what is wrong, where, what to do.
  public var description: String {
    switch self {
    case .unknownColumn(let name, let columns):
      "there is no column '\(name)'\(hint(name, columns)); the columns are \(list(columns))"
    case .columnExists(let name): "the dataset has a column '\(name)' already: remove or rename it first"
    case .lengthMismatch(let column, let expected, let found):
      "the column '\(column)' has \(found) values where the dataset has \(expected) rows"
    case .mixedKinds(let column, let expected, let found, let place):
      "\(place): the column '\(column)' holds \(expected), but here is \(found): give all rows the same kind"
    case .unsupportedValue(let column, let typeName, let place):
      "\(place): the column '\(column)' cannot hold a value of type \(typeName):"
        + " use text, numbers, truth values, None, lists or dicts with text keys"
    case .rowIsNoObject(let found, let place):
      "\(place): a row must be an object such as {\"text\": \"...\"}, but here is \(found)"
    case .indexOutOfRange(let index, let count):
      "Index \(index) out of range for dataset of size \(count)."
    case .invalidJSON(let reason, let place):
      "\(place): invalid JSON: \(reason); a data file holds one object per line or one list of objects"
    case .noRows(let path, let reason): "\(path): no rows: \(reason)"
    case .missingFile(let path):
      "no data file or folder at \(path): check the path (relative paths start in the working directory)"
    case .unreadableFile(let reason): reason
    case .noDataFiles(let folder):
      "\(folder) holds no data files: put a train.jsonl (also test, validation; .json, .jsonl, .csv or .parquet) there"
    case .unsupportedFile(let path, let kind):
      "\(path): \(kind) files are not read yet: convert it to .jsonl, .json, .csv or .parquet"
    case .unknownSplit(let name, let known):
      "Unknown split \"\(name)\"\(hint(name, known)). Should be one of \(list(known))."
    case .badSplitExpression(let text):
      "the split '\(text)' is malformed: write 'train', 'train[:100]', 'train[10%:20%]' or 'train+test'"
    case .badArgument(let sentence): sentence
    }
  }

  private func list(_ names: [String]) -> String {
    "[" + names.map { "'\($0)'" }.joined(separator: ", ") + "]"
  }

  private func hint(_ name: String, _ known: [String]) -> String {
    nearestName(to: name, among: known).map { " (did you mean '\($0)'?)" } ?? ""
  }
}
