import PythonValues
import Training

extension Fingerprint {
  /// Mixes in a value as a dataset's row holds it.
  mutating func mix(_ value: Value) {
    mix(value.typeName)
    switch value {
    case .none, .object: break
    case .bool(let truth): mix(truth ? 1 : 0 as UInt64)
    case .int(let number): mix(UInt64(bitPattern: Int64(number)))
    case .float(let number): mix(number.bitPattern)
    case .str(let text): text.text.bytes.withUnsafeBytes { mix($0) }
    case .list, .tuple, .set:
      let elements = value.elements ?? []
      mix(UInt64(elements.count))
      for element in elements { mix(element) }
    case .dict(let dict): mix(dict)
    }
  }

  /// Mixes in the members of a dict, in their order.
  mutating func mix(_ dict: PyDict) {
    for (key, value) in dict.items {
      mix(key)
      mix(value)
    }
  }
}
