#if canImport(Glibc)
  import Glibc
#endif

/// A number rounded to decimal places as Python's `round` does: by its exact value, ties to even.
func roundedToPlaces(_ value: Double, _ places: Int32) -> Double {
  guard value.isFinite, abs(value) < 1e15 else { return value }
  let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
    guard let start = buffer.baseAddress else { return "" }
    let length = withVaList([places, value]) { vsnprintf(start, 64, "%.*f", $0) }
    return String(decoding: UnsafeRawBufferPointer(start: start, count: Int(min(63, max(0, length)))), as: UTF8.self)
  }
  return Double(text) ?? value
}
