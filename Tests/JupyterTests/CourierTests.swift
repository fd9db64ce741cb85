import CellLanguage
import Display
import JSON
import PythonValues
import Synchronization
import Testing

@testable import Jupyter

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct CourierTests {
  @Test func `forged and malformed messages get no answer and do no harm`() throws {
    try withKernel { front in
      let forged = WireFormat(key: Array("another".utf8)).frames(
        of: JupyterMessage(
          identities: [[9]], header: ["msg_id": "forged", "msg_type": "execute_request"], content: ["code": "x = 1"]))
      for channel in [Channel.shell, .control, .stdin] {
        front.put(forged, on: channel)
        front.put([], on: channel)
        front.put([[0xFF, 0xFE]], on: channel)
      }
      let error = try front.run("x").of("error")[0].content
      #expect(error["ename"]?.string == "NameError" && front.answers("forged").isEmpty)
    }
  }

  @Test func `a recorded message does not run twice`() throws {
    try withKernel { front in
      _ = try front.run("n = 0")
      let frames = front.format.frames(
        of: JupyterMessage(
          identities: [[9]], header: ["msg_id": "once", "msg_type": "execute_request"], content: ["code": "n += 1"]))
      front.put(frames, on: .shell)
      front.put(frames, on: .shell)
      _ = try front.settled("once")
      #expect(try front.run("n").of("execute_result")[0].content["data"]?["text/plain"]?.string == "1")
    }
  }

  @Test func `who begins to listen is greeted`() throws {
    try withKernel { front in
      front.put([[1]], on: .iopub)
      front.put([[0]], on: .iopub)
      _ = try front.run("1")
      let greetings = front.sent.filter { $0.message.type == "iopub_welcome" }
      #expect(greetings.map(\.channel) == [.iopub])
      #expect(greetings[0].message.content == ["subscription": ""])
    }
  }

  @Test func `shutdown stops a running cell, answers and closes`() throws {
    let front = try FrontStandIn()
    try withKernel(front) { front in
      let id = front.request("execute_request", ["code": "print(1)\nwhile True: pass"])
      _ = try front.wait(for: "stream", answering: id)
      let end = front.request("shutdown_request", ["restart": true], on: .control)
      let reply = try front.wait(for: "shutdown_reply", answering: end)
      #expect(reply.content == ["status": "ok", "restart": true])
      #expect(try front.wait(for: "execute_reply", answering: id).content["ename"]?.string == "KeyboardInterrupt")
    }
    #expect(front.isClosed)
  }

  @Test func `a cell that does not stop is left behind`() throws {
    let front = try FrontStandIn()
    let mayEnd = Flag()
    let deaf: @Sendable (Interpreter, any DisplaySink) -> Void = { interpreter, _ in
      interpreter.define(
        NativeFunction("deaf") { _, _ in
          while !mayEnd.isSet { usleep(5000) }
          return .none
        })
    }
    try withKernel(front, define: deaf) { front in
      let id = front.request("execute_request", ["code": "print(1)\ndeaf()"])
      _ = try front.wait(for: "stream", answering: id)
      _ = front.request("shutdown_request", on: .control)
      let end = monotonicSeconds() + 60
      while !front.isClosed, monotonicSeconds() < end { usleep(5000) }
      #expect(front.isClosed && front.answers(id).of("execute_reply").isEmpty)
      mayEnd.set()
    }
  }

  @Test func `the process that started the kernel takes it along`() throws {
    let queue = try RequestQueue()
    let interrupt = Interpreter { _ in }.interrupt
    let orphan = Lifetime(interrupt: interrupt, queue: queue, parent: getppid() + 1)
    orphan.watchParent()
    #expect(orphan.isEnding && queue.next() == nil)
    let child = Lifetime(interrupt: interrupt, queue: try RequestQueue(), parent: getppid())
    child.watchParent()
    #expect(!child.isEnding)
  }

  @Test func `no more requests wait than are allowed`() throws {
    let queue = try RequestQueue()
    let request = JupyterMessage(header: ["msg_type": "execute_request"])
    for _ in 0..<RequestQueue.limit { #expect(queue.put(request)) }
    #expect(!queue.put(request))
    #expect(queue.takeCells().count == RequestQueue.limit)
    #expect(queue.put(request))
  }
}

/// Something that is not so, until it is.
private final class Flag: Sendable {
  private let state = Atomic<Bool>(false)

  var isSet: Bool { state.load(ordering: .relaxed) }

  func set() { state.store(true, ordering: .relaxed) }
}
