import Files
import Testing

@Test(arguments: [
  ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
  (
    "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "a9993e364706816aba3e25717850c26c9cd0d89d"
  ),
  (
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
  ),
])
func `hashes are those of the standard`(text: String, sha256: String, sha1: String) {
  for piece in [1, 7, 64] {
    var (large, small) = (SHA256(), SHA1())
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: piece) {
      Array(bytes[start..<min(start + piece, bytes.count)]).withUnsafeBytes {
        large.update($0)
        small.update($0)
      }
    }
    #expect(large.hexadecimal() == sha256)
    #expect(small.hexadecimal() == sha1)
  }
}

/// RFC 4231's test cases 1, 2, 3 and 6.
@Test(arguments: [
  (
    [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
  ),
  (
    Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
  ),
  (
    [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
  ),
  (
    [UInt8](repeating: 0xAA, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
  ),
])
func `message codes are those of the standard, whatever the pieces`(key: [UInt8], bytes: [UInt8], code: String) {
  for piece in [1, 13, 100] {
    var message = HMACSHA256(key: key)
    for start in stride(from: 0, to: bytes.count, by: piece) {
      message.update(Array(bytes[start..<min(start + piece, bytes.count)]))
    }
    #expect(message.hexadecimal() == code)
  }
}
