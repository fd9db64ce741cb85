import PythonValues

/// Named datasets: the splits of one data set, as `datasets.DatasetDict`.
public struct DatasetDict {
  /// The splits in order.
  public private(set) var splits: [(name: String, dataset: Dataset)]

  /// Makes a dict of splits in order; of equal names the last counts.
  public init(_ splits: [(String, Dataset)] = []) {
    self.splits = []
    for (name, dataset) in splits { self[name] = dataset }
  }

  /// The split of a name; assigning nil removes it.
  public subscript(name: String) -> Dataset? {
    get { splits.first { $0.name == name }?.dataset }
    set {
      let place = splits.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let newValue?): splits[place].dataset = newValue
      case (let place?, nil): splits.remove(at: place)
      case (nil, let newValue?): splits.append((name, newValue))
      case (nil, nil): break
      }
    }
  }

  /// The names of the splits in order.
  public var names: [String] { splits.map(\.name) }

  /// The split of a name.
  ///
  /// - Throws: `DatasetError.unknownSplit`.
  public func split(_ name: String) throws -> Dataset {
    guard let dataset = self[name] else { throw DatasetError.unknownSplit(name: name, known: names) }
    return dataset
  }

  /// The same change made to every split.
  ///
  /// - Throws: what the closure throws.
  public func mapSplits(_ transform: (Dataset) throws -> Dataset) rethrows -> DatasetDict {
    DatasetDict(try splits.map { ($0.name, try transform($0.dataset)) })
  }
}

extension DatasetDict: CustomStringConvertible {
  /// The splits as `datasets` prints them.
  public var description: String {
    let parts = splits.map { name, dataset in
      let lines = "\(dataset)".split(separator: "\n").enumerated().map { ($0 == 0 ? "" : "    ") + $1 }
      return "    \(name): \(lines.joined(separator: "\n"))\n"
    }
    return "DatasetDict({\n\(parts.joined())})"
  }
}
