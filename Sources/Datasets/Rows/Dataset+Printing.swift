import PythonValues

extension Dataset: CustomStringConvertible {
  /// The dataset as `datasets` prints it.
  public var description: String {
    let names = columnNames.map { (try? Value.string($0).repr()) ?? "'\($0)'" }.joined(separator: ", ")
    return "Dataset({\n    features: [\(names)],\n    num_rows: \(count)\n})"
  }
}
