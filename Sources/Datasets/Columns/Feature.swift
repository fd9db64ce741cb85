import PythonValues

/// What a column holds: the kinds of Apache Arrow that `datasets` infers from rows.
public indirect enum Feature: Equatable, Sendable {
  /// Nothing but None so far.
  case null
  /// Truth values.
  case bool
  /// 64-bit integers.
  case integer
  /// Floats.
  case float
  /// Text.
  case string
  /// Bytes, in a column on disk: an error when they are touched.
  case binary
  /// Values of any kind, in a column on disk that holds their JSON.
  case json
  /// Lists of one kind.
  case list(Feature)
  /// Dicts with the same keys in every row, in the order in which they first came.
  case structure([Member])

  /// One key of a structure.
  public struct Member: Equatable, Sendable {
    /// The key.
    public let name: String
    /// What it holds.
    public let feature: Feature

    /// Makes a member.
    public init(name: String, feature: Feature) {
      self.name = name
      self.feature = feature
    }
  }
}

extension Feature {
  /// What both fit in, or nil where there is no such kind.
  public func unified(with other: Feature) -> Feature? {
    switch (self, other) {
    case (.null, _): return other
    case (_, .null): return self
    case (.integer, .float), (.float, .integer): return .float
    case (.list(let a), .list(let b)): return a.unified(with: b).map(Feature.list)
    case (.structure(let a), .structure(let b)):
      var members = a
      for member in b {
        if let index = members.firstIndex(where: { $0.name == member.name }) {
          guard let unified = members[index].feature.unified(with: member.feature) else { return nil }
          members[index] = Member(name: member.name, feature: unified)
        } else {
          members.append(member)
        }
      }
      return .structure(members)
    default: return self == other ? self : nil
    }
  }

  /// A value of a narrower column, as this kind shows it: integers as floats, missing keys as None.
  func conformed(_ value: Value) throws -> Value {
    switch (self, value) {
    case (.float, .int(let number)): return .float(Double(number))
    case (.list(let element), .list(let list)): return .array(try list.elements.map { try element.conformed($0) })
    case (.structure(let members), .dict(let dict)):
      return .dictionary(try members.map { ($0.name, try $0.feature.conformed(dict[$0.name] ?? .none)) })
    default: return value
    }
  }

  /// The kind in words, plural.
  var spoken: String {
    switch self {
    case .null: "only None"
    case .bool: "truth values"
    case .integer: "integers"
    case .float: "floats"
    case .string: "text"
    case .binary: "bytes"
    case .json: "JSON values"
    case .list: "lists"
    case .structure: "dicts"
    }
  }
}

extension Feature: CustomStringConvertible {
  /// The kind as `datasets` prints it: `Value(dtype='string', id=None)`.
  public var description: String {
    switch self {
    case .null: value("null")
    case .bool: value("bool")
    case .integer: value("int64")
    case .float: value("float64")
    case .string: value("string")
    case .binary: value("binary")
    case .json: "Json()"
    case .list(.structure(let members)): "[\(Feature.structure(members))]"
    case .list(let element): "Sequence(feature=\(element), length=-1, id=None)"
    case .structure(let members):
      "{" + members.map { "'\($0.name)': \($0.feature)" }.joined(separator: ", ") + "}"
    }
  }

  private func value(_ type: String) -> String { "Value(dtype='\(type)', id=None)" }
}
