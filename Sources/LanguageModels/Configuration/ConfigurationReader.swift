import Files
import JSON
import SourceText

/// Reads values of a configuration with their kinds and ranges checked; each fault names file, key and value.
struct ConfigurationReader {
  let path: String
  let members: JSONObject

  /// A file's JSON object.
  static func object(path: String) throws -> JSONObject {
    let root: JSON
    do {
      root = try JSON.parse(readFile(path))
    } catch let error as JSONError {
      throw LanguageModelError.badJSON(path: path, reason: error.description)
    }
    guard case .object(let object) = root else {
      throw LanguageModelError.badJSON(path: path, reason: "it is \(root.kind), not an object")
    }
    return object
  }

  /// The member of a key; nil where it is missing or null.
  func value(_ key: String) -> JSON? {
    guard let value = members[key], !value.isNull else { return nil }
    return value
  }

  func integer(_ key: String, in range: ClosedRange<Int>) throws(LanguageModelError) -> Int? {
    guard let value = value(key) else { return nil }
    guard let integer = value.integer, range.contains(integer) else {
      throw fault(key, value, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  func number(_ key: String, in range: ClosedRange<Double>) throws(LanguageModelError) -> Double? {
    guard let value = value(key) else { return nil }
    guard let number = value.number, range.contains(number) else {
      throw fault(
        key, value, "a number from \(shortestDecimal(range.lowerBound)) to \(shortestDecimal(range.upperBound))")
    }
    return number
  }

  func bool(_ key: String) throws(LanguageModelError) -> Bool? {
    guard let value = value(key) else { return nil }
    guard let bool = value.bool else { throw fault(key, value, "true or false") }
    return bool
  }

  func string(_ key: String) throws(LanguageModelError) -> String? {
    guard let value = value(key) else { return nil }
    guard let string = value.string else { throw fault(key, value, "a string") }
    return string
  }

  /// The string of a key, else of its other spelling.
  func string(_ key: String, or other: String) throws(LanguageModelError) -> String? {
    if let string = try string(key) { return string }
    return try string(other)
  }

  /// A reader of the object under a key; nil where it is missing or null.
  func object(_ key: String) throws(LanguageModelError) -> ConfigurationReader? {
    guard let value = value(key) else { return nil }
    guard case .object(let members) = value else { throw fault(key, value, "an object") }
    return ConfigurationReader(path: path, members: members)
  }

  /// Strings given as a list; nil where the key is missing.
  func strings(_ key: String) throws(LanguageModelError) -> [String]? {
    guard let value = value(key) else { return nil }
    guard let elements = value.array else { throw fault(key, value, "a list of strings") }
    var strings: [String] = []
    for element in elements {
      guard let string = element.string else { throw fault(key, value, "a list of strings") }
      strings.append(string)
    }
    return strings
  }

  /// Token ids given as one number or a list.
  func tokenIDs(_ key: String) throws(LanguageModelError) -> [Int32] {
    guard let value = value(key) else { return [] }
    var ids: [Int32] = []
    for element in value.array ?? [value] {
      guard let id = element.integer, let id = Int32(exactly: id) else { throw fault(key, value, "a token id") }
      ids.append(id)
    }
    return ids
  }

  func fault(_ key: String, _ value: JSON, _ wanted: String) -> LanguageModelError {
    .badValue(path: path, key: key, found: ConfigurationReader.shown(value), wanted: wanted)
  }

  func unsupported(_ key: String, _ value: JSON, _ supported: String) -> LanguageModelError {
    .unsupported(path: path, key: key, value: ConfigurationReader.shown(value), supported: supported)
  }

  /// A value as messages show it, cut where it is long.
  static func shown(_ value: JSON) -> String {
    let text = value.string(.init())
    return text.count <= 80 ? text : text.prefix(77) + "…"
  }
}
