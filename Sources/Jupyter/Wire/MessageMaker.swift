import JSON
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Makes a kernel's own messages: each with an id that no other one has, and with the time.
final class MessageMaker: Sendable {
  /// The version of the protocol.
  static let protocolVersion = "5.3"

  private let session: String
  private let count = Atomic<Int>(0)

  /// Makes a maker for one run of a kernel.
  init() {
    var generator = SystemRandomNumberGenerator()
    let digits = Array("0123456789abcdef")
    session = String((0..<32).map { _ in digits[Int(generator.next(upperBound: UInt(16)))] })
  }

  /// A message.
  ///
  /// - Parameters:
  ///   - request: what it answers, or what was being done when it was made.
  ///   - identities: whom it goes to; a published message has its topic here.
  func message(
    _ type: String, _ content: JSONObject, answering request: JupyterMessage?, identities: [[UInt8]]
  ) -> JupyterMessage {
    let number = count.add(1, ordering: .relaxed).newValue
    let header: JSONObject = [
      "msg_id": .string("\(session)_\(number)"), "msg_type": .string(type), "session": .string(session),
      "username": "tunebook", "date": .string(Self.date()), "version": .string(Self.protocolVersion),
    ]
    return JupyterMessage(identities: identities, header: header, parent: request?.header ?? [:], content: content)
  }

  /// The time in UTC, as ISO 8601 writes it.
  static func date() -> String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    var parts = tm()
    gmtime_r(&time.tv_sec, &parts)
    let digits = { (value: Int, count: Int) -> String in
      let text = "\(max(0, value))"
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    let day = [digits(Int(parts.tm_year) + 1900, 4), digits(Int(parts.tm_mon) + 1, 2), digits(Int(parts.tm_mday), 2)]
    let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { digits(Int($0), 2) }
    return day.joined(separator: "-") + "T" + clock.joined(separator: ":") + ".\(digits(Int(time.tv_nsec) / 1000, 6))Z"
  }
}
