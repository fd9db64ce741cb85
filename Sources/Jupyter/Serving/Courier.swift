import JSON

#if canImport(Glibc)
  import Glibc
#endif

/// Carries messages in and out on a thread of its own, and answers what must be answered while a cell runs.
final class Courier {
  private let transport: any Transport
  private var format: WireFormat
  private let outbox: Outbox
  private let queue: RequestQueue
  private let inputs: RequestQueue
  private let lifetime: Lifetime
  private let information: KernelInformation
  private let log: (String) -> Void
  private var droppedCount = 0

  /// The first dropped messages that are told of.
  static let toldDrops = 10

  /// Makes a courier.
  ///
  /// - Parameters:
  ///   - queue: takes requests.
  ///   - inputs: takes what a person typed for the running cell.
  ///   - log: takes a line about what was dropped.
  init(
    transport: any Transport, format: WireFormat, outbox: Outbox, queue: RequestQueue, inputs: RequestQueue,
    lifetime: Lifetime, information: KernelInformation, log: @escaping (String) -> Void
  ) {
    self.transport = transport
    self.format = format
    self.outbox = outbox
    self.queue = queue
    self.inputs = inputs
    self.lifetime = lifetime
    self.information = information
    self.log = log
  }

  /// Works until the kernel has ended and everything is sent.
  ///
  /// - Returns: whether the running cell came to its end; one that did not in its time is left.
  func run() -> Bool {
    outbox.publish("status", ["execution_state": "starting"], answering: nil)
    while true {
      let isLast = lifetime.hasEnded || lifetime.isOverdue
      for letter in outbox.take(all: isLast) { transport.send(format.frames(of: letter.message), on: letter.channel) }
      if isLast { break }
      lifetime.watchParent()
      let patience = lifetime.isEnding ? 20 : outbox.isWaiting ? Int32(Outbox.patience * 1000) : 500
      if let (channel, frames) = transport.receive(milliseconds: patience) { take(frames, from: channel) }
    }
    outbox.close()
    transport.close()
    return lifetime.hasEnded
  }

  private func take(_ frames: [[UInt8]], from channel: Channel) {
    if channel == .iopub { return welcome(frames) }
    let message: JupyterMessage
    do { message = try format.message(from: frames) } catch { return drop("\(error)") }
    switch channel {
    case .shell: if !queue.put(message) { drop("too many requests wait") }
    case .control: answer(message)
    case .stdin: if message.type == "input_reply", !inputs.put(message) { drop("too many answers wait") }
    case .iopub, .heartbeat: break
    }
  }

  private func drop(_ reason: String) {
    droppedCount += 1
    guard droppedCount <= Self.toldDrops else { return }
    let more = droppedCount == Self.toldDrops ? "; further ones are not told of" : ""
    log("a message was dropped: \(reason)\(more)")
  }

  /// Greets a front that begins to listen: from now on it misses nothing.
  private func welcome(_ frames: [[UInt8]]) {
    guard let frame = frames.first, frame.first == 1, frame.count <= 1000 else { return }
    let topic = String(decoding: frame.dropFirst(), as: UTF8.self)
    let message = information.maker.message(
      "iopub_welcome", ["subscription": .string(topic)], answering: nil, identities: [Array(frame.dropFirst())])
    transport.send(format.frames(of: message), on: .iopub)
  }

  private func answer(_ request: JupyterMessage) {
    outbox.publish("status", ["execution_state": "busy"], answering: request)
    switch request.type {
    case "kernel_info_request": outbox.reply(information.content, to: request, on: .control)
    case "interrupt_request":
      lifetime.interrupt()
      outbox.reply(["status": "ok"], to: request, on: .control)
    case "shutdown_request":
      let isRestart = request.content["restart"]?.bool ?? false
      let content: JSONObject = ["status": "ok", "restart": .bool(isRestart)]
      outbox.reply(content, to: request, on: .control)
      outbox.publish("shutdown_reply", content, answering: request)
      lifetime.end()
    default: break
    }
    outbox.publish("status", ["execution_state": "idle"], answering: request)
  }
}
