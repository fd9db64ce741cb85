import Testing

@testable import Parquet

@Test(arguments: [
  (0, "1970-01-01"), (-1, "1969-12-31"), (19782, "2024-02-29"), (-719_162, "0001-01-01"), (2_932_896, "9999-12-31"),
  (-719_163, "0000-12-31"), (11_016, "2000-02-29"), (-25_509, "1900-02-28"),
])
func dates(day: Int64, text: String) { #expect(dateText(day: day) == text) }

@Test func `times drop zeros at the fraction's end`() {
  #expect(timeText(45_296_789, .milliseconds) == "12:34:56.789")
  #expect(timeText(45_296_000_000, .microseconds) == "12:34:56")
  #expect(timeText(1, .nanoseconds) == "00:00:00.000000001")
  #expect(timestampText(-1, .milliseconds, isUTC: false) == "1969-12-31T23:59:59.999")
  #expect(timestampText(1_709_210_096_789_012, .microseconds, isUTC: true) == "2024-02-29T12:34:56.789012Z")
}

@Test(arguments: [Int64.min, .max, 0])
func `no time traps`(time: Int64) {
  for unit in [TimeUnit.milliseconds, .microseconds, .nanoseconds] {
    #expect(!timestampText(time, unit, isUTC: true).isEmpty)
    #expect(!timeText(time, unit).isEmpty)
  }
  #expect(!dateText(day: time).isEmpty)
  #expect(!timestamp96Text(ArraySlice([UInt8](repeating: time == 0 ? 0 : 255, count: 12))).isEmpty)
}

@Test(arguments: [
  (0, 4, "0.0000"), (-1, 4, "-0.0001"), (12345, 2, "123.45"), (12345, 0, "12345"), (-99999, 5, "-0.99999"),
  (Int64.min, 3, "-9223372036854775.808"),
])
func decimals(number: Int64, scale: Int, text: String) {
  #expect(decimalText(number, scale: scale) == text)
  let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> Int64(56 - 8 * $0)) }
  #expect(decimalText(bytes, scale: scale) == text)
}

@Test func `decimals of many bytes`() {
  #expect(decimalText([UInt8](repeating: 255, count: 16), scale: 0) == "-1")
  #expect(
    decimalText([127] + [UInt8](repeating: 255, count: 15), scale: 0) == "170141183460469231731687303715884105727")
  #expect(decimalText([128] + [UInt8](repeating: 0, count: 15), scale: 0) == "-170141183460469231731687303715884105728")
  #expect(decimalText([], scale: 2) == "0.00")
}

@Test func `a UUID's text`() {
  #expect(uuidText(ArraySlice(0..<16)) == "00010203-0405-0607-0809-0a0b0c0d0e0f")
}
