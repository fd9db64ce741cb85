import Display
import JSON
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Messages on their way out: any thread puts them in, the courier takes them out in their order.
///
/// What a cell prints is gathered for a moment, so that ten thousand short lines are a few messages, and still seen
/// while the cell runs.
final class Outbox: Sendable {
  /// A message and where it goes.
  struct Letter: Sendable {
    let channel: Channel
    let message: JupyterMessage
  }

  /// Seconds for which printed text may wait for more.
  static let patience = 0.04

  /// The most bytes of text in one message.
  static let streamLimit = 1 << 18

  /// The most letters that wait; a cell that shows more waits until the courier has caught up.
  static let limit = 2000

  private enum Item: Sendable {
    case letter(Letter)
    case text(PrintedText)
  }

  private struct PrintedText: Sendable {
    let name: String
    let request: JupyterMessage?
    let since: Double
    var text: String
  }

  private struct State: Sendable {
    var items: [Item] = []
    var isClosed = false
  }

  private let maker: MessageMaker
  private let bell: Bell
  private let state = Mutex(State())

  /// Makes an empty box.
  ///
  /// - Parameter bell: rings when something is put in.
  init(maker: MessageMaker, bell: Bell) {
    self.maker = maker
    self.bell = bell
  }

  /// Puts in a reply.
  func reply(_ content: JSONObject, to request: JupyterMessage, on channel: Channel) {
    let type = request.type.hasSuffix("_request") ? String(request.type.dropLast(7)) + "reply" : request.type
    put(.letter(letter(channel, type, content, request, request.identities)))
  }

  /// Puts in a message that everybody sees.
  func publish(_ type: String, _ content: JSONObject, answering request: JupyterMessage?) {
    put(.letter(letter(.iopub, type, content, request, [Array(type.utf8)])))
  }

  /// Puts in a question to the front that sent a request.
  func ask(_ type: String, _ content: JSONObject, asking request: JupyterMessage) {
    put(.letter(letter(.stdin, type, content, request, request.identities)))
  }

  /// Puts in text that a cell printed.
  ///
  /// - Parameter name: `stdout` or `stderr`.
  func print(_ text: String, to name: String, answering request: JupyterMessage?) {
    guard !text.isEmpty else { return }
    let isFirst = state.withLock { state -> Bool in
      if case .text(var printed)? = state.items.last, printed.name == name,
        printed.text.utf8.count + text.utf8.count <= Self.streamLimit
      {
        state.items.removeLast()
        printed.text += text
        state.items.append(.text(printed))
        return false
      }
      state.items.append(
        .text(PrintedText(name: name, request: request, since: monotonicSeconds(), text: text)))
      return true
    }
    if isFirst { bell.ring() }
  }

  private func letter(
    _ channel: Channel, _ type: String, _ content: JSONObject, _ request: JupyterMessage?, _ identities: [[UInt8]]
  ) -> Letter {
    Letter(
      channel: channel, message: maker.message(type, content, answering: request, identities: identities))
  }

  private func put(_ item: Item) {
    state.withLock { $0.items.append(item) }
    bell.ring()
  }

  /// Holds the thread that runs cells while the box is full, for at most a second.
  func waitForRoom() {
    for _ in 0..<500 {
      let isFull = state.withLock { $0.items.count > Self.limit && !$0.isClosed }
      guard isFull else { return }
      usleep(2000)
    }
  }

  /// Takes out what may go now.
  ///
  /// - Parameter all: whether printed text that waits for more goes too.
  func take(all: Bool = false) -> [Letter] {
    let items = state.withLock { state -> [Item] in
      if !all, state.items.count == 1, case .text(let printed) = state.items[0],
        monotonicSeconds() - printed.since < Self.patience
      {
        return []
      }
      defer { state.items = [] }
      return state.items
    }
    return items.map { item in
      switch item {
      case .letter(let letter): letter
      case .text(let printed):
        letter(
          .iopub, "stream", ["name": .string(printed.name), "text": .string(printed.text)], printed.request,
          [Array("stream".utf8)])
      }
    }
  }

  /// Whether something waits in it.
  var isWaiting: Bool { state.withLock { !$0.items.isEmpty } }

  /// Lets nobody wait any more: the courier has left.
  func close() { state.withLock { $0.isClosed = true } }
}
