import CellLanguage
import Display
import JSON
import PythonValues
import Testing

@testable import Jupyter

@Suite struct KernelTests {
  @Test func `a kernel says what it is, on shell and on control`() throws {
    try withKernel { front in
      for channel in [Channel.shell, .control] {
        let id = front.request("kernel_info_request", on: channel)
        let messages = try front.settled(id)
        #expect(messages.map(\.type) == ["status", "kernel_info_reply", "status"])
        let content = messages[1].content
        #expect(content["protocol_version"]?.string == "5.3")
        #expect(content["implementation_version"]?.string == "1.2")
        #expect(content["language_info"]?["file_extension"]?.string == ".nb")
        #expect(messages[1].identities == [[9]])
      }
      #expect(front.sent.first?.message.content == ["execution_state": "starting"])
    }
  }

  @Test func `a cell's messages come in the protocol's order, output before the reply`() throws {
    try withKernel { front in
      let messages = try front.run("print('a')\nprint('b')\n20 + 1")
      #expect(messages.types == ["execute_input", "stream", "execute_result", "execute_reply"])
      #expect(messages.first?.content == ["execution_state": "busy"])
      #expect(messages.text == "a\nb\n")
      let result = messages.of("execute_result")[0].content
      #expect(result["data"]?["text/plain"]?.string == "21" && result["execution_count"]?.integer == 1)
      let reply = messages.of("execute_reply")[0].content
      #expect(reply["status"]?.string == "ok" && reply["execution_count"]?.integer == 1)
      #expect(try front.run("_ + 1").of("execute_result")[0].content["execution_count"]?.integer == 2)
    }
  }

  @Test func `what a cell prints is seen while it runs`() throws {
    try withKernel { front in
      let id = front.request("execute_request", ["code": "print('now')\nwhile True: pass"])
      #expect(try front.wait(for: "stream", answering: id).content["text"]?.string == "now\n")
      #expect(front.answers(id).of("execute_reply").isEmpty)
      let stop = front.request("interrupt_request", on: .control)
      #expect(try front.wait(for: "interrupt_reply", answering: stop).content == ["status": "ok"])
      let reply = try front.wait(for: "execute_reply", answering: id).content
      #expect(reply["status"]?.string == "error" && reply["ename"]?.string == "KeyboardInterrupt")
      #expect(try front.run("'kept'").of("execute_result").count == 1)
    }
  }

  @Test func `ten thousand short lines are few messages, in order`() throws {
    try withKernel { front in
      let messages = try front.run("for i in range(10000): print(i)")
      #expect(messages.text == (0..<10_000).map { "\($0)\n" }.joined())
      #expect(messages.of("stream").count < 1000)
    }
  }

  @Test func `an interrupt while nothing runs stops nothing`() throws {
    try withKernel { front in
      _ = try front.settled(front.request("interrupt_request", on: .control))
      #expect(try front.run("1").of("execute_reply")[0].content["status"]?.string == "ok")
    }
  }

  @Test func `an error has its place, caret and remedy, and the cells after it do not run`() throws {
    try withKernel { front in
      let first = front.request("execute_request", ["code": "total = 1\nx = totl + 1"])
      let second = front.request("execute_request", ["code": "2"])
      let messages = try front.settled(first)
      let error = messages.of("error")[0].content
      #expect(error["ename"]?.string == "NameError")
      let lines = error["traceback"]?.array?.compactMap(\.string) ?? []
      #expect(lines[0] == "\u{1B}[31mcell 1:2:5: error: NameError: name 'totl' is not defined\u{1B}[0m")
      #expect(lines[1...] == ["  x = totl + 1", "\u{1B}[31m      ^^^^\u{1B}[0m", "  Did you mean: 'total'?"])
      #expect(messages.of("execute_reply")[0].content["status"]?.string == "error")
      #expect(try front.settled(second).of("execute_reply")[0].content["status"]?.string == "aborted")
      let third = try front.run("1 / 0", ["stop_on_error": false])
      #expect(third.of("execute_reply")[0].content["ename"]?.string == "ZeroDivisionError")
    }
  }

  @Test func `a silent cell shows nothing and takes no number`() throws {
    try withKernel { front in
      let silent = try front.run("x = 5\nprint(x)\nx", ["silent": true])
      #expect(silent.types == ["execute_reply"])
      let unkept = try front.run("x", ["store_history": false])
      #expect(unkept.types == ["execute_input", "execute_result", "execute_reply"])
      #expect(try front.run("x").of("execute_reply")[0].content["execution_count"]?.integer == 1)
    }
  }

  @Test func `a front's own expressions are answered, each with its error`() throws {
    try withKernel { front in
      let expressions: JSONObject = ["a": "2 * 3", "b": "nothing"]
      let reply = try front.run("", ["user_expressions": .object(expressions)]).of("execute_reply")[0].content
      #expect(reply["user_expressions"]?["a"]?["data"]?["text/plain"]?.string == "6")
      #expect(reply["user_expressions"]?["b"]?["ename"]?.string == "NameError")
    }
  }

  @Test func `help is a page, and exit ends the kernel`() throws {
    try withKernel { front in
      let payload = try front.run("print?").of("execute_reply")[0].content["payload"]?.array ?? []
      #expect(payload.count == 1 && payload[0]["source"]?.string == "page")
      #expect(payload[0]["data"]?["text/plain"]?.string?.contains("print") == true)
      let leaving = try front.run("exit()").of("execute_reply")[0].content["payload"]?.array ?? []
      #expect(leaving.map { $0["source"]?.string } == ["ask_exit"])
    }
  }

  @Test func `completion and inspection count code points`() throws {
    try withKernel { front in
      _ = try front.run("价格表 = {'a': 1}")
      let code = "'😀'; 价格表.ite + 1"
      let completion = try front.settled(
        front.request("complete_request", ["code": .string(code), "cursor_pos": 12]))
      let found = completion.of("complete_reply")[0].content
      #expect(found["matches"] == ["items"])
      #expect(found["cursor_start"]?.integer == 9 && found["cursor_end"]?.integer == 12)
      let inspection = try front.settled(
        front.request("inspect_request", ["code": "len(价格表)", "cursor_pos": 5, "detail_level": 0]))
      #expect(inspection.of("inspect_reply")[0].content["found"]?.bool == true)
      let nothing = try front.settled(front.request("inspect_request", ["code": "没有", "cursor_pos": 1]))
      #expect(nothing.of("inspect_reply")[0].content["found"]?.bool == false)
    }
  }

  @Test(arguments: [
    ("1 + 1", "complete", nil), ("for i in range(3):", "incomplete", "    "), ("print(", "incomplete", ""),
    ("x = = 1", "invalid", nil), ("def f():\n    return 1\n\n", "complete", nil),
  ])
  func `a cell is complete, incomplete with an indentation, or invalid`(
    code: String, status: String, indent: String?
  ) throws {
    try withKernel { front in
      let reply = try front.settled(front.request("is_complete_request", ["code": .string(code)]))
      let content = reply.of("is_complete_reply")[0].content
      #expect(content["status"]?.string == status && content["indent"]?.string == indent)
    }
  }

  @Test func `history gives the tail, a range and what matches`() throws {
    try withKernel { front in
      for code in ["a = 1", "a + 1", "print(a)", "a + 1"] { _ = try front.run(code) }
      let ask = { (content: JSONObject) -> JSON? in
        try front.settled(front.request("history_request", content)).of("history_reply")[0].content["history"]
      }
      #expect(try ask(["hist_access_type": "tail", "n": 2]) == [[1, 3, "print(a)"], [1, 4, "a + 1"]])
      #expect(
        try ask(["hist_access_type": "range", "session": 0, "start": 1, "stop": 3, "output": true])
          == [[1, 1, ["a = 1", nil]], [1, 2, ["a + 1", "2"]]])
      #expect(try ask(["hist_access_type": "range", "session": 7]) == [])
      #expect(try ask(["hist_access_type": "search", "pattern": "a +*", "unique": true]) == [[1, 4, "a + 1"]])
      #expect(try ask(["hist_access_type": "search", "pattern": "*a*", "n": 1]) == [[1, 4, "a + 1"]])
    }
  }

  @Test func `comms are none, and unknown requests are passed over`() throws {
    try withKernel { front in
      let comms = try front.settled(front.request("comm_info_request"))
      #expect(comms.of("comm_info_reply")[0].content["comms"] == .object([:]))
      #expect(try front.settled(front.request("comm_open", ["comm_id": "c"])).types == ["comm_close"])
      #expect(try front.settled(front.request("dance_request")).types == [])
      #expect(try front.settled(front.request("execute_request", ["code": 7])).types == ["execute_reply"])
    }
  }

  @Test func `a cell asks the person where the front lets it, and can be stopped while it waits`() throws {
    let asks: @Sendable (Interpreter, any DisplaySink) -> Void = { interpreter, _ in
      interpreter.define(
        NativeFunction("ask", "prompt") { arguments, context in
          guard let readLine = (context as? Interpreter)?.readLine else { return .string("nobody to ask") }
          return .string(try readLine(try arguments.string("prompt")) ?? "")
        })
    }
    try withKernel(define: asks) { front in
      let code: JSONObject = ["code": "ask('name: ')", "allow_stdin": true]
      let id = front.request("execute_request", code)
      let question = try front.wait(for: "input_request", answering: id)
      #expect(question.content == ["prompt": "name: ", "password": false])
      front.request("input_reply", ["value": "钟离"], on: .stdin)
      let data = try front.settled(id).of("execute_result")[0].content["data"]
      #expect(data?["text/plain"]?.string == "'钟离'")
      let second = front.request("execute_request", code)
      _ = try front.wait(for: "input_request", answering: second)
      front.request("interrupt_request", on: .control)
      #expect(try front.settled(second).of("error")[0].content["ename"]?.string == "KeyboardInterrupt")
      let refused = try front.run("ask('x')").of("execute_result")[0].content["data"]
      #expect(refused?["text/plain"]?.string == "'nobody to ask'")
    }
  }
}
