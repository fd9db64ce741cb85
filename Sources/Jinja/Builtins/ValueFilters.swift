import JSON
import PythonValues

extension Renderer {
  static let valueFilters: [String: Filter] = [
    "default": Filter("value, default_value='', boolean=False") { arguments, _ in try fallback(arguments) },
    "d": Filter("value, default_value='', boolean=False") { arguments, _ in try fallback(arguments) },
    "attr": Filter("value, name") { try $1.attributeOnly($0.string("name"), of: $0["value"]) },
    "tojson": Filter("value, ensure_ascii=False, indent=None, separators=None, sort_keys=False") { try $1.toJSON($0) },
    "pprint": Filter("value") { .string(try $1.sortedRepr($0["value"])) },
  ]

  private static func fallback(_ arguments: BoundArguments) throws -> Value {
    let value = arguments["value"]
    let isMissing = try value.isUndefined || (arguments.bool("boolean") && !value.isTruthy())
    return isMissing ? arguments["default_value"] : value
  }

  private func attributeOnly(_ name: String, of value: Value) throws -> Value {
    if case .dict = value, BuiltinMethods.method(name, of: value) == nil { return Undefined.attribute(name, of: value) }
    return try attribute(name, of: value)
  }

  /// `json.dumps` as transformers configures it.
  private func toJSON(_ arguments: BoundArguments) throws -> Value {
    let json = try arguments["value"].json()
    let indentation = arguments["indent"]
    var format = JSON.Format(
      indent: indentation.isNone ? nil : 1, escapesNonASCII: try arguments.bool("ensure_ascii"),
      sortsKeys: try arguments.bool("sort_keys"))
    if let separators = arguments["separators"].elements, separators.count == 2 {
      format.itemSeparator = try separators[0].str()
      format.keySeparator = try separators[1].str()
    } else if !arguments["separators"].isNone {
      throw PyError(.typeError, "separators must be a pair of texts")
    }
    let bytes = json.serialized(format)
    if indentation.isNone { return .str(PyString(bytes: bytes)) }
    let unit: [UInt8]
    if let count = indentation.integer {
      guard count <= 1000 else { throw PyError(.valueError, "indent must be at most 1000, not \(count)") }
      unit = [UInt8](repeating: 0x20, count: max(0, count))
    } else {
      unit = Array(try arguments.string("indent").utf8)
    }
    return .str(PyString(bytes: try indented(bytes, by: unit)))
  }

  /// Lines that are indented by one space a level, indented by a unit instead.
  private func indented(_ bytes: [UInt8], by unit: [UInt8]) throws -> [UInt8] {
    var result: [UInt8] = []
    var isLineStart = false
    for byte in bytes {
      if byte == 0x20, isLineStart {
        result += unit
        if result.count > limits.textSizeInBytes { throw LimitReached(limit: .textSize(limits.textSizeInBytes)) }
      } else {
        result.append(byte)
        isLineStart = byte == 0x0A
      }
    }
    return result
  }

  /// A value as `repr` shows it, with the keys of dicts in order.
  private func sortedRepr(_ value: Value) throws -> String {
    switch value {
    case .dict(let dict):
      let items = try dict.items.map { (try $0.key.repr(), try sortedRepr($0.value)) }.sorted { $0.0 < $1.0 }
      return "{" + items.map { "\($0.0): \($0.1)" }.joined(separator: ", ") + "}"
    case .list(let list): return "[" + (try list.elements.map { try sortedRepr($0) }).joined(separator: ", ") + "]"
    default: return try value.repr()
    }
  }
}
