import JSON
import SourceText

extension Value {
  /// Makes the value of a JSON value, as `json.loads` does.
  public init(_ json: JSON) {
    switch json {
    case .null: self = .none
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .int(value)
    case .number(let value): self = .float(value)
    case .string(let text): self = .str(PyString(text))
    case .array(let elements): self = .array(elements.map(Value.init))
    case .object(let object):
      let dict = PyDict()
      for (key, value) in object.members { dict[PyString(key)] = Value(value) }
      self = .dict(dict)
    }
  }

  /// The value as JSON, as `json.dumps` sees it.
  ///
  /// - Parameter fallback: makes a value of what JSON does not know (`default=`); nil refuses it.
  /// - Throws: `TypeError` for what JSON cannot hold, `ValueError` for a value inside itself.
  public func json(fallback: ((Value) throws -> Value)? = nil) throws -> JSON {
    var open: [ObjectIdentifier] = []
    return try json(fallback, &open)
  }

  private func json(_ fallback: ((Value) throws -> Value)?, _ open: inout [ObjectIdentifier]) throws -> JSON {
    switch self {
    case .none: return .null
    case .bool(let value): return .bool(value)
    case .int(let value): return .integer(value)
    case .float(let value): return .number(value)
    case .str(let text): return .string(text.text)
    case .list(let list): return .array(try Value.json(list.elements, of: list, fallback, &open))
    case .tuple(let tuple): return .array(try Value.json(tuple.elements, of: tuple, fallback, &open))
    case .dict(let dict):
      try Value.enter(dict, &open)
      var object = JSONObject()
      for (key, value) in dict.items { object[try key.jsonKey()] = try value.json(fallback, &open) }
      open.removeLast()
      return .object(object)
    case .set, .object:
      guard let fallback else {
        throw PyError(.typeError, "Object of type \(typeName) is not JSON serializable")
      }
      guard open.count < 500 else { throw Value.tooDeep("while encoding a JSON object") }
      let replacement = try fallback(self)
      open.append(ObjectIdentifier(PyList()))
      defer { open.removeLast() }
      return try replacement.json(fallback, &open)
    }
  }

  private static func json(
    _ elements: [Value], of owner: AnyObject, _ fallback: ((Value) throws -> Value)?, _ open: inout [ObjectIdentifier]
  ) throws -> [JSON] {
    try enter(owner, &open)
    defer { open.removeLast() }
    return try elements.map { try $0.json(fallback, &open) }
  }

  private static func enter(_ object: AnyObject, _ open: inout [ObjectIdentifier]) throws {
    let identity = ObjectIdentifier(object)
    if open.contains(identity) { throw PyError(.valueError, "Circular reference detected") }
    guard open.count < maximumNesting else { throw tooDeep("while encoding a JSON object") }
    open.append(identity)
  }

  private func jsonKey() throws -> Text {
    switch self {
    case .str(let text): return text.text
    case .int(let value): return Text("\(value)")
    case .bool(let value): return value ? "true" : "false"
    case .none: return "null"
    case .float(let value): return Text(shortestDecimal(value))
    default:
      throw PyError(.typeError, "keys must be str, int, float, bool or None, not \(typeName)")
    }
  }
}
