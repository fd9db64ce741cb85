import Display
import JSON
import Notebook
import PythonValues
import SourceText

/// Answers a front's requests one after the other, on the thread that runs cells.
final class Kernel {
  private let session: Session
  private let sink: KernelSink
  private let outbox: Outbox
  private let queue: RequestQueue
  private let inputs: RequestQueue
  private let lifetime: Lifetime
  private let information: KernelInformation
  private var pages: [StyledText] = []

  /// Makes a kernel on a session that shows on the sink.
  init(
    session: Session, sink: KernelSink, outbox: Outbox, queue: RequestQueue, inputs: RequestQueue,
    lifetime: Lifetime, information: KernelInformation
  ) {
    self.session = session
    self.sink = sink
    self.outbox = outbox
    self.queue = queue
    self.inputs = inputs
    self.lifetime = lifetime
    self.information = information
    session.page = { [weak self] in self?.pages.append($0) }
  }

  /// Answers until the kernel is to end.
  func run() {
    while let request = queue.next() { answer(request) }
    lifetime.noteEnd()
  }

  private func answer(_ request: JupyterMessage) {
    outbox.publish("status", ["execution_state": "busy"], answering: request)
    var hasLeft = false
    switch request.type {
    case "execute_request": hasLeft = execute(request)
    case "kernel_info_request": reply(information.content, to: request)
    case "complete_request": reply(completions(request.content), to: request)
    case "inspect_request": reply(inspection(request.content), to: request)
    case "is_complete_request": reply(completeness(request.content), to: request)
    case "history_request":
      reply(["status": "ok", "history": .array(History(session).answer(request.content))], to: request)
    case "comm_info_request": reply(["status": "ok", "comms": .object([:])], to: request)
    case "comm_open":
      // Nothing here speaks over comms: who opens one is told so.
      outbox.publish(
        "comm_close", ["comm_id": request.content["comm_id"] ?? "", "data": .object([:])], answering: request)
    default: break
    }
    outbox.publish("status", ["execution_state": "idle"], answering: request)
    if hasLeft { lifetime.end() }
  }

  private func reply(_ content: JSONObject, to request: JupyterMessage) {
    outbox.reply(content, to: request, on: .shell)
  }
}

extension Kernel {
  /// Runs a cell.
  ///
  /// - Returns: whether the cell said `exit()`.
  private func execute(_ request: JupyterMessage) -> Bool {
    guard let code = request.content["code"]?.string else {
      reply(failed("ValueError", "the request has no code"), to: request)
      return false
    }
    let isSilent = request.content["silent"]?.bool ?? false
    let isKept = !isSilent && request.content["store_history"]?.bool ?? true
    let number = session.nextCellNumber
    if !isSilent {
      outbox.publish(
        "execute_input", ["code": .string(code), "execution_count": .integer(number)], answering: request)
    }
    pages = []
    sink.begin(request, isSilent: isSilent)
    let mayAsk = request.content["allow_stdin"]?.bool ?? false
    session.interpreter.readLine = mayAsk ? { [weak self] in try self?.ask($0, request) } : nil
    lifetime.beginCell()
    let cell = session.run(Source(name: "cell \(number)", code), isKept: isKept)
    var content: JSONObject = ["status": "ok", "execution_count": .integer(number)]
    switch cell.outcome {
    case .done, .exited:
      content["user_expressions"] = .object(values(of: request.content["user_expressions"]?.object ?? [:]))
      content["payload"] = .array(payload(cell.outcome))
    case .failed(let failure), .interrupted(let failure):
      content["status"] = "error"
      for (key, value) in failure.content.members { content[key] = value }
    }
    lifetime.endCell()
    reply(content, to: request)
    if cell.hasFailed, request.content["stop_on_error"]?.bool ?? true { abortWaitingCells() }
    if case .exited = cell.outcome { return true }
    return false
  }

  /// Has the person type a line at the cell; nil where the kernel ends meanwhile.
  ///
  /// - Throws: `KeyboardInterrupt` where the person stops the cell instead.
  private func ask(_ prompt: String, _ request: JupyterMessage) throws -> String? {
    inputs.clear()
    outbox.ask("input_request", ["prompt": .string(prompt), "password": false], asking: request)
    while !lifetime.isEnding {
      try session.interpreter.checkInterrupt()
      if let reply = inputs.next(milliseconds: 50) { return reply.content["value"]?.string ?? "" }
    }
    return nil
  }

  private func failed(_ kind: String, _ message: String) -> JSONObject {
    ["status": "error", "ename": .string(kind), "evalue": .string(message), "traceback": .array([])]
  }

  /// Help, which fronts show in a place of its own; and the wish to leave.
  private func payload(_ outcome: ExecutedCell.Outcome) -> [JSON] {
    var payload = pages.map { page -> JSON in
      .object(["source": "page", "data": .object(page.mimeForms), "start": 0])
    }
    if case .exited = outcome { payload.append(.object(["source": "ask_exit", "keepkernel": false])) }
    return payload
  }

  /// The values of a front's own expressions, each with its error where it has one.
  private func values(of expressions: JSONObject) -> JSONObject {
    var values: JSONObject = [:]
    for (name, expression) in expressions.members {
      do {
        let source = Source(name: "user_expressions", expression.string ?? "")
        let value = try session.interpreter.runCell(source) ?? .none
        let shown = ShownValue(try value.repr(), html: value.html(session.interpreter))
        values[name] = .object([
          "status": "ok", "data": .object(shown.mimeForms), "metadata": .object([:]),
        ])
      } catch {
        var content = CellFailure(error).content
        content["status"] = "error"
        values[name] = .object(content)
      }
    }
    return values
  }

  /// A cell has failed: those that were sent after it do not run.
  private func abortWaitingCells() {
    for request in queue.takeCells() {
      outbox.publish("status", ["execution_state": "busy"], answering: request)
      var content = failed("Aborted", "an earlier cell failed")
      content["status"] = "aborted"
      content["execution_count"] = .integer(session.nextCellNumber)
      reply(content, to: request)
      outbox.publish("status", ["execution_state": "idle"], answering: request)
    }
  }
}

extension Kernel {
  private func completions(_ content: JSONObject) -> JSONObject {
    let code = content["code"]?.string ?? ""
    let cursor = max(0, content["cursor_pos"]?.integer ?? code.unicodeScalars.count)
    let before = String(String.UnicodeScalarView(code.unicodeScalars.prefix(cursor)))
    let found = session.completions(after: before)
    let replaced = String(before.suffix(found.replacedCount)).unicodeScalars.count
    let end = before.unicodeScalars.count
    return [
      "status": "ok", "matches": .array(found.candidates.map { .string($0) }),
      "cursor_start": .integer(end - replaced), "cursor_end": .integer(end), "metadata": .object([:]),
    ]
  }

  private func inspection(_ content: JSONObject) -> JSONObject {
    let code = content["code"]?.string ?? ""
    let cursor = content["cursor_pos"]?.integer ?? code.unicodeScalars.count
    let help = askedName(in: code, at: cursor).flatMap { session.helpText($0) }
    return [
      "status": "ok", "found": .bool(help != nil), "data": .object(help?.mimeForms ?? [:]), "metadata": .object([:]),
    ]
  }

  private func completeness(_ content: JSONObject) -> JSONObject {
    let code = content["code"]?.string ?? ""
    switch CellCompleteness(code) {
    case .incomplete(let indentation):
      return ["status": "incomplete", "indent": .string(String(repeating: " ", count: min(indentation, 200)))]
    case .complete: return ["status": CellCompleteness.isInvalid(code) ? "invalid" : "complete"]
    }
  }
}
