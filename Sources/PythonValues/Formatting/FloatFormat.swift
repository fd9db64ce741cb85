import Glibc

/// Floats in C's notations, correctly rounded as CPython's are.
enum FloatFormat {
  /// `%.Nf`.
  static func fixed(_ value: Double, precision: Int, alternate: Bool = false) -> String {
    guard value.isFinite else { return floatRepr(value) }
    let text = print("%.*f", precision, value)
    return alternate && precision == 0 ? text + "." : text
  }

  /// `%.Ne`.
  static func exponent(_ value: Double, precision: Int, alternate: Bool = false) -> String {
    guard value.isFinite else { return floatRepr(value) }
    return print(alternate ? "%#.*e" : "%.*e", precision, value)
  }

  /// `%.Ng`; `keepsPointZero` is the form without a type, which writes `123.0` and turns to exponents one digit sooner.
  static func general(_ value: Double, precision: Int, alternate: Bool, keepsPointZero: Bool) -> String {
    guard value.isFinite else { return floatRepr(value) }
    let scientific = print("%.*e", precision - 1, value)
    guard let mark = scientific.firstIndex(of: "e"), let exponent = Int(scientific[scientific.index(after: mark)...])
    else { return scientific }
    var text: String
    if exponent < -4 || exponent >= precision - (keepsPointZero ? 1 : 0) {
      let digits = alternate ? String(scientific[..<mark]) : trimmed(String(scientific[..<mark]))
      let point = alternate && !digits.contains(".") ? "." : ""
      return digits + point + scientific[mark...]
    }
    text = print("%.*f", max(0, precision - 1 - exponent), value)
    if !alternate { text = trimmed(text) } else if !text.contains(".") { text += "." }
    return keepsPointZero && !text.contains(".") ? text + ".0" : text
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  private static func print(_ format: String, _ precision: Int, _ value: Double) -> String {
    let digits = Int32(clamping: precision)
    var buffer = [CChar](repeating: 0, count: 400 + Int(digits))
    let size = withVaList([digits, value]) { vsnprintf(&buffer, buffer.count, format, $0) }
    return String(decoding: buffer.prefix(Int(max(0, size))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
