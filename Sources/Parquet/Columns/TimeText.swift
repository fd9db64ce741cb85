/// Two digits at least.
private func padded(_ number: Int64, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// A day counted from 1970-01-01 as `2024-02-29`, in the Gregorian calendar also where it was not yet used.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
func dateText(day: Int64) -> String {
  // Beyond this the day counts more than any calendar; the numbers are kept from overflowing.
  let shifted = min(max(day, -1 << 50), 1 << 50) + 719_468
  let era = floorDivided(shifted, 146_097)
  let dayOfEra = shifted - era * 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shiftedMonth = (5 * dayOfYear + 2) / 153
  let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  let sign = year < 0 ? "-" : ""
  return "\(sign)\(padded(abs(year), 4))-\(padded(month, 2))-\(padded(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 2))"
}

/// A time of the day as `12:34:56.789`, without zeros at the fraction's end.
func timeText(_ time: Int64, _ unit: TimeUnit) -> String {
  let perSecond = unit.perSecond
  let seconds = floorDivided(time, perSecond)
  let clock = "\(padded(seconds / 3600, 2)):\(padded(abs(seconds) / 60 % 60, 2)):\(padded(abs(seconds) % 60, 2))"
  var fraction = Substring(padded(time &- seconds &* perSecond, unit.digits))
  while fraction.last == "0" { fraction.removeLast() }
  return fraction.isEmpty ? clock : "\(clock).\(fraction)"
}

/// A point of time counted from 1970 as `2024-02-29T12:34:56.789`, with a Z where it is UTC's.
func timestampText(_ time: Int64, _ unit: TimeUnit, isUTC: Bool) -> String {
  let perDay = 86_400 * unit.perSecond
  let day = floorDivided(time, perDay)
  return "\(dateText(day: day))T\(timeText(time &- day &* perDay, unit))\(isUTC ? "Z" : "")"
}

/// Twelve bytes: nanoseconds of the day, then the Julian day.
func timestamp96Text(_ bytes: ArraySlice<UInt8>) -> String {
  var (nanoseconds, day) = (UInt64(0), UInt32(0))
  for (index, byte) in bytes.enumerated() {
    if index < 8 {
      nanoseconds |= UInt64(byte) << UInt64(8 * index)
    } else {
      day |= UInt32(byte) << UInt32(8 * index - 64)
    }
  }
  let perDay: Int64 = 86_400_000_000_000
  let time = Int64(bitPattern: nanoseconds)
  let extra = floorDivided(time, perDay)
  return
    "\(dateText(day: Int64(Int32(bitPattern: day)) - 2_440_588 + extra))T\(timeText(time &- extra &* perDay, .nanoseconds))"
}

/// The quotient rounded down; the divisor is positive.
private func floorDivided(_ number: Int64, _ divisor: Int64) -> Int64 {
  let quotient = number / divisor
  return number % divisor < 0 ? quotient - 1 : quotient
}

extension TimeUnit {
  /// How many make a second.
  fileprivate var perSecond: Int64 {
    switch self {
    case .milliseconds: 1000
    case .microseconds: 1_000_000
    case .nanoseconds: 1_000_000_000
    }
  }
}
