/// Bytes in base64, without line ends.
///
/// Source: RFC 4648.
public func base64(_ bytes: [UInt8]) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  text.reserveCapacity((bytes.count + 2) / 3 * 4)
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let rest = bytes[start..<min(start + 3, bytes.count)]
    var group: UInt32 = 0
    for (index, byte) in rest.enumerated() { group |= UInt32(byte) << UInt32(16 - 8 * index) }
    for index in 0..<4 {
      text.append(
        index <= rest.count ? alphabet[Int(group >> UInt32(18 - 6 * index)) & 63] : UInt8(ascii: "="))
    }
  }
  return String(decoding: text, as: UTF8.self)
}
