/// A decimal with as many digits behind the point as its scale: `-0.0001`.
func decimalText(_ number: Int64, scale: Int) -> String {
  decimalText(digits: String(number.magnitude), isNegative: number < 0, scale: scale)
}

/// A decimal in two's complement, highest byte first.
func decimalText(_ bytes: [UInt8], scale: Int) -> String {
  let isNegative = (bytes.first ?? 0) >= 0x80
  var rest = bytes.map { isNegative ? ~$0 : $0 }
  if isNegative { addOne(&rest) }
  var digits: [UInt8] = []
  while rest.contains(where: { $0 != 0 }) {
    var remainder = 0
    for index in rest.indices {
      let value = remainder << 8 | Int(rest[index])
      rest[index] = UInt8(value / 10)
      remainder = value % 10
    }
    digits.append(48 + UInt8(remainder))
  }
  return decimalText(digits: String(decoding: digits.reversed(), as: UTF8.self), isNegative: isNegative, scale: scale)
}

/// Adds one to a number, highest byte first; the smallest number's magnitude just fits.
private func addOne(_ bytes: inout [UInt8]) {
  for index in bytes.indices.reversed() {
    bytes[index] &+= 1
    if bytes[index] != 0 { return }
  }
}

private func decimalText(digits: String, isNegative: Bool, scale: Int) -> String {
  let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
  let whole = padded.dropLast(scale)
  return (isNegative ? "-" : "") + whole + (scale > 0 ? "." + padded.suffix(scale) : "")
}

/// Sixteen bytes as `01234567-89ab-cdef-0123-456789abcdef`.
func uuidText(_ bytes: ArraySlice<UInt8>) -> String {
  var text = ""
  for (index, byte) in bytes.enumerated() {
    if [4, 6, 8, 10].contains(index) { text += "-" }
    text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
  return text
}
