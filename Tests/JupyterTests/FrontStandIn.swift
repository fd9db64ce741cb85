import CellLanguage
import Display
import Files
import JSON
import Notebook
import PythonValues
import Synchronization
import TestSupport
import Testing

@testable import Jupyter

#if canImport(Glibc)
  import Glibc
#endif

/// A front without ZeroMQ: puts frames in, keeps what the kernel sends.
final class FrontStandIn: Transport, Sendable {
  let bell: Bell
  let format: WireFormat
  private struct State: Sendable {
    var incoming: [(Channel, [[UInt8]])] = []
    var sent: [(Channel, JupyterMessage)] = []
    var isClosed = false
    var count = 0
  }
  private let state = Mutex(State())

  init(key: [UInt8] = Array("secret".utf8)) throws {
    bell = try Bell()
    format = WireFormat(key: key)
  }

  func receive(milliseconds: Int32) -> (channel: Channel, frames: [[UInt8]])? {
    let next = { self.state.withLock { $0.incoming.isEmpty ? nil : $0.incoming.removeFirst() } }
    if let found = next() { return (found.0, found.1) }
    bell.wait(milliseconds: milliseconds)
    return next().map { ($0.0, $0.1) }
  }

  func send(_ frames: [[UInt8]], on channel: Channel) {
    var reader = WireFormat(key: [])
    guard let message = try? reader.message(from: frames) else {
      Issue.record("the kernel sent no message")
      return
    }
    state.withLock { $0.sent.append((channel, message)) }
  }

  func close() { state.withLock { $0.isClosed = true } }

  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// What the kernel has sent.
  var sent: [(channel: Channel, message: JupyterMessage)] { state.withLock { $0.sent.map { ($0.0, $0.1) } } }

  /// Puts raw frames in.
  func put(_ frames: [[UInt8]], on channel: Channel) {
    state.withLock { $0.incoming.append((channel, frames)) }
    bell.ring()
  }

  /// Sends a request and gives its id.
  @discardableResult func request(_ type: String, _ content: JSONObject = [:], on channel: Channel = .shell) -> String {
    let id = state.withLock { state -> String in
      state.count += 1
      return "request-\(state.count)"
    }
    let message = JupyterMessage(
      identities: [[9]], header: ["msg_id": .string(id), "msg_type": .string(type)], content: content)
    put(format.frames(of: message), on: channel)
    return id
  }

  /// Waits until a message of a type answers a request.
  func wait(for type: String, answering id: String, seconds: Double = 60) throws -> JupyterMessage {
    let end = monotonicSeconds() + seconds
    while monotonicSeconds() < end {
      if let found = answers(id).last(where: { $0.type == type }) { return found }
      usleep(2000)
    }
    throw Silence(type: type, sent: sent.map(\.message.type))
  }

  /// What answers a request, in order.
  func answers(_ id: String) -> [JupyterMessage] {
    sent.map(\.message).filter { $0.parent["msg_id"]?.string == id }
  }

  /// Runs a cell to its end and gives all messages about it.
  func run(_ code: String, _ more: JSONObject = [:]) throws -> [JupyterMessage] {
    var content: JSONObject = ["code": .string(code)]
    for (key, value) in more.members { content[key] = value }
    let id = request("execute_request", content)
    return try settled(id)
  }

  /// Waits until the kernel is idle after a request, and gives all messages about it.
  func settled(_ id: String) throws -> [JupyterMessage] {
    let end = monotonicSeconds() + 60
    while monotonicSeconds() < end {
      let found = answers(id)
      if found.last?.content["execution_state"]?.string == "idle" { return found }
      usleep(2000)
    }
    throw Silence(type: "idle", sent: answers(id).map(\.type))
  }

  struct Silence: Error {
    let type: String
    let sent: [String]
  }
}

/// Runs a kernel for a stand-in on a thread of its own while a test asks it things, and ends it.
func withKernel(
  _ front: FrontStandIn? = nil, define: @escaping @Sendable (Interpreter, any DisplaySink) -> Void = { _, _ in },
  _ body: (FrontStandIn) throws -> Void
) throws {
  let front = try front ?? FrontStandIn()
  let done = try Bell()
  try BackgroundThread.start {
    do {
      try JupyterKernel.serve(
        front, format: front.format, bell: front.bell, version: "1.2", parent: nil, leave: {}, log: { _ in }
      ) { sink in
        let session = Session(sink: sink) { define($0, $1) }
        session.help = { [weak session] name, value in session?.plainHelp(name, value) }
        return session
      }
    } catch { Issue.record("\(error)") }
    done.ring()
  }
  defer {
    front.request("shutdown_request", ["restart": false], on: .control)
    done.wait(milliseconds: 20_000)
  }
  try body(front)
}

extension [JupyterMessage] {
  /// The messages of a type.
  func of(_ type: String) -> [JupyterMessage] { filter { $0.type == type } }

  /// The types but for `status`.
  var types: [String] { map(\.type).filter { $0 != "status" } }

  /// What was printed.
  var text: String { of("stream").map { $0.content["text"]?.string ?? "" }.joined() }
}
