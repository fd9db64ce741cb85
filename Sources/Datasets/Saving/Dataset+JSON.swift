import Files
import JSON
import PythonValues

extension Dataset {
  /// How rows are written as JSON.
  public struct JSONForm: Sendable {
    /// Whether each row is a line; else the rows are one list.
    public var isLines = true
    /// Whether characters beyond ASCII are written as `\u` escapes, as pandas does where it is not told otherwise.
    public var escapesNonASCII = true

    /// Makes pandas' form.
    public init() {}
  }

  /// Writes the rows as JSON, an object each.
  ///
  /// Texts are those of pandas, which `datasets` writes with (no spaces, `\/` for a slash); floats keep all digits.
  /// - Parameters:
  ///   - path: the file; it appears when it is whole.
  ///   - progress: is told how many rows are written; may throw to stop.
  /// - Returns: the bytes of the file.
  /// - Throws: `FileError`; `PyError` for values that JSON has not; what a column on disk throws.
  public func writeJSON(_ path: String, _ form: JSONForm, progress: (Int) throws -> Void = { _ in }) throws -> Int {
    let format = JSON.Format(
      escapesNonASCII: form.escapesNonASCII, itemSeparator: ",", keySeparator: ":")
    var size = 0
    try writeAtomically(path) { writer in
      var pending: [UInt8] = form.isLines ? [] : [UInt8(ascii: "[")]
      try forEachRow { row, index in
        if !form.isLines, index > 0 { pending.append(UInt8(ascii: ",")) }
        pending += withEscapedSlashes(finite(try Value.dict(row).json()).serialized(format))
        if form.isLines { pending.append(0x0A) }
        guard pending.count >= 1 << 20 || index % 1024 == 1023 else { return }
        try progress(index + 1)
        size += pending.count
        try writer.write(pending)
        pending.removeAll(keepingCapacity: true)
      }
      if !form.isLines { pending += Array("]\n".utf8) }
      size += pending.count
      try writer.write(pending)
    }
    return size
  }

  /// What JSON has no number for is null, as pandas writes it.
  private func finite(_ json: JSON) -> JSON {
    switch json {
    case .array(let elements): return .array(elements.map(finite))
    case .object(var object):
      for (key, value) in object.members { object[key] = finite(value) }
      return .object(object)
    case .number(let number): return number.isFinite ? json : .null
    default: return json
    }
  }

  private func withEscapedSlashes(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "/")) else { return bytes }
    return bytes.flatMap { $0 == UInt8(ascii: "/") ? [UInt8(ascii: "\\"), $0] : [$0] }
  }
}
