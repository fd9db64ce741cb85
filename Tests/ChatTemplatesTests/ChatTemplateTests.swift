import ChatTemplates
import Files
import JSON
import Jinja
import PythonValues
import SourceText
import TestSupport
import Testing

private func own(_ name: String) throws -> ChatTemplate {
  let path = joinPath(repositoryRoot, "assets/templates/\(name)")
  return try ChatTemplate(Text(bytes: readFile(path)), name: name)
}

private let tokens = SpecialTokens(beginning: "<｜begin▁of▁sentence｜>", end: "<｜end▁of▁sentence｜>")

private func rendered(
  _ name: String, _ messages: String, prompt: Bool = false, tokens: SpecialTokens = tokens
) throws -> ChatTemplate.Rendering {
  var options = ChatTemplate.Options()
  options.addsGenerationPrompt = prompt
  return try own(name).render(json: JSON.parse(messages), specialTokens: tokens, options: options)
}

@Test(arguments: [
  (#"[{"role":"user","content":"砂糖来自哪个国家"}]"#, "<｜User｜>砂糖来自哪个国家", "<｜Assistant｜>"),
  (
    #"[{"role":"user","content":"q"},{"role":"assistant","content":"<think>\nhm\n</think>\n\n2"}]"#,
    "<｜User｜>q<｜Assistant｜>\n\n2<｜end▁of▁sentence｜>", "<｜Assistant｜>"
  ),
  (
    #"[{"role":"system","content":"one"},{"role":"user","content":" a\n"},{"role":"system","content":"two"}]"#,
    "two<｜User｜> a\n", "<｜Assistant｜>"
  ),
  ("[]", "", "<｜Assistant｜>"),
  (
    #"""
    [{"role":"user","content":"w"},{"role":"assistant","content":null,"tool_calls":[{"type":"function",
    "function":{"name":"f","arguments":"{}"}}]},{"role":"tool","content":"1"},{"role":"tool","content":"2"}]
    """#,
    "<｜User｜>w<｜Assistant｜><｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n{}\n```"
      + "<｜tool▁call▁end｜><｜tool▁outputs▁begin｜><｜tool▁output▁begin｜>1<｜tool▁output▁end｜>"
      + "\n<｜tool▁output▁begin｜>2<｜tool▁output▁end｜><｜tool▁outputs▁end｜>", ""
  ),
])
func `our DeepSeek template`(messages: String, expected: String, prompt: String) throws {
  #expect(try rendered("deepseek-r1.jinja", messages).text.string == "<｜begin▁of▁sentence｜>" + expected)
  #expect(
    try rendered("deepseek-r1.jinja", messages, prompt: true).text.string == "<｜begin▁of▁sentence｜>" + expected + prompt
  )
}

@Test func `our ChatML template`() throws {
  let messages =
    #"[{"role":"system","content":"s"},{"role":"user","content":"u\n"},{"role":"assistant","content":"a"}]"#
  let expected =
    "<|im_start|>system\ns<|im_end|>\n<|im_start|>user\nu\n<|im_end|>\n<|im_start|>assistant\na<|im_end|>\n"
  #expect(try rendered("chatml.jinja", messages).text.string == expected)
  #expect(try rendered("chatml.jinja", messages, prompt: true).text.string == expected + "<|im_start|>assistant\n")
}

@Test(arguments: [("deepseek-r1.jinja", "嗨<｜end▁of▁sentence｜>"), ("chatml.jinja", "嗨<|im_end|>")])
func `what the assistant wrote is marked`(name: String, expected: String) throws {
  let rendering = try rendered(
    name, #"[{"role":"user","content":"u"},{"role":"assistant","content":"嗨"},{"role":"user","content":"v"}]"#)
  let parts = rendering.assistantRanges.map { String(decoding: rendering.text.bytes[$0], as: UTF8.self) }
  #expect(parts == [expected])
}

@Test func `special tokens, tools, documents and further variables reach the template`() throws {
  let template = try ChatTemplate(
    Text(
      "{{ bos_token }}{{ pad_token }}{{ eos_token is defined }}{{ additional_special_tokens }}{{ tools | length }}"
        + "{{ documents }}{{ date }}{{ add_generation_prompt }}"))
  var options = ChatTemplate.Options()
  options.tools = [1, 2]
  options.variables = [("date", "today"), ("bos_token", "override")]
  let text = try template.render(
    [], specialTokens: SpecialTokens(beginning: "B", padding: "P", additional: ["x"]), options: options)
  #expect(text.text.string == "overridePFalse['x']2NonetodayFalse")
}

@Test func `the last message can be continued`() throws {
  var options = ChatTemplate.Options()
  options.continuesFinalMessage = true
  let template = try own("chatml.jinja")
  func text(_ content: String) throws -> String {
    try template.render([.dictionary([("role", "assistant"), ("content", .string(content))])], options: options)
      .text.string
  }
  #expect(try text("Sure, ") == "<|im_start|>assistant\nSure, ")
  let trimming = try ChatTemplate("[{{ messages[-1].content | trim }}]")
  let last: Value = [.dictionary([("role", "assistant"), ("content", "Sure, ")])]
  #expect(try trimming.render(last, options: options).text.string == "[Sure,")
  options.addsGenerationPrompt = true
  #expect(throws: ChatTemplateError.promptAndContinuation) { try template.render([], options: options) }
}

@Test func `messages of another form are refused by name`() throws {
  let template = try own("chatml.jinja")
  #expect(throws: ChatTemplateError.notMessages(typeName: "str")) { try template.render("hello") }
  #expect(throws: ChatTemplateError.notAMessage(index: 0, typeName: "str")) { try template.render(["hello"]) }
  #expect(throws: ChatTemplateError.missingRole(index: 1, keys: ["from"])) {
    try template.render([
      .dictionary([("role", "user"), ("content", "a")]), .dictionary([("from", "human")]),
    ])
  }
  #expect(
    "\(ChatTemplateError.missingRole(index: 1, keys: ["from"]))"
      == "message 1 has no 'role' (its keys are 'from'); give each message a 'role' and a 'content'")
  #expect(ChatTemplate.isBatch([[.dictionary([("role", "user")])]]))
  #expect(!ChatTemplate.isBatch([.dictionary([("role", "user")])]))
  #expect(!ChatTemplate.isBatch([]))
}

@Test func `Gemma's turns: a system message stands before the first question, the assistant is the model`() throws {
  let messages =
    #"[{"role":"system","content":" S "},{"role":"user","content":"a\n"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]"#
  let rendering = try rendered(
    "gemma.jinja", messages, prompt: true, tokens: SpecialTokens(beginning: "<bos>", end: "<eos>"))
  #expect(
    rendering.text.string == "<bos><start_of_turn>user\nS\n\na<end_of_turn>\n<start_of_turn>model\nb<end_of_turn>\n"
      + "<start_of_turn>user\nc<end_of_turn>\n<start_of_turn>model\n")
  #expect(rendering.assistantRanges.map { Text(bytes: rendering.text.bytes[$0]).string } == ["b<end_of_turn>"])
}
