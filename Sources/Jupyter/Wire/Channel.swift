/// One of the five sockets between a kernel and its fronts.
enum Channel: String, CaseIterable, Sendable {
  /// Requests that are answered in their order: execute, complete, inspect.
  case shell
  /// Requests that are answered while a cell runs: interrupt, shutdown.
  case control
  /// The kernel's own questions to the front.
  case stdin
  /// What everybody sees: outputs, busy and idle.
  case iopub
  /// Bytes that come back as they are.
  case heartbeat

  /// The member of the connection file that holds the channel's port.
  var portName: String { self == .heartbeat ? "hb_port" : "\(rawValue)_port" }
}
