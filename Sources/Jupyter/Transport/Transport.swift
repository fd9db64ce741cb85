/// Carries frames between a kernel and its fronts. It is used from one thread.
protocol Transport: AnyObject {
  /// The next frames that came; nil where none come in so many milliseconds, or where the bell rings.
  func receive(milliseconds: Int32) -> (channel: Channel, frames: [[UInt8]])?

  /// Sends frames; what nobody can take is dropped.
  func send(_ frames: [[UInt8]], on channel: Channel)

  /// Sends what is left and ends.
  func close()
}
