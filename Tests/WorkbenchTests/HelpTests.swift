import CellLanguage
import Display
import Notebook
import PythonValues
import TestSupport
import Testing

@testable import Workbench

private func prepared() -> Interpreter {
  let interpreter = Interpreter { _ in }
  Workbench.install(into: interpreter, sink: RecordingSink())
  return interpreter
}

/// The attributes of modules and classes, which a cell names through them.
private func membersOf(_ name: String, _ value: Value) -> [String] {
  let isContainer = value.object is HostClass || value.object is NamespaceObject || value.object is Module
  guard isContainer else { return [] }
  return value.attributeNames.filter { !$0.hasPrefix("_") }.map { "\(name).\($0)" }
}

@Test func `every name that the workbench defines has a help record, and so has every member of its modules`() throws {
  let interpreter = prepared()
  let plain = Set(Interpreter { _ in }.knownNames).subtracting(["json", "math", "random", "os", "time"])
  let book = HelpBook(interpreter)
  for name in interpreter.knownNames where !plain.contains(name) {
    #expect(book.record(name) != nil, "\(name) has no help record")
    let value = try #require(interpreter.value(of: name))
    for member in membersOf(name, value) {
      #expect(book.record(member) != nil, "\(member) has no help record")
      if member.hasPrefix("os.") || member.hasPrefix("torch.cuda"), let last = member.split(separator: ".").last,
        let inner = try value.attributeIfPresent(String(last))
      {
        for deeper in membersOf(member, inner) { #expect(book.record(deeper) != nil, "\(deeper) has no help record") }
      }
    }
  }
}

@Test(arguments: ["print", "sorted", "str", "open", "range", "super"])
func `the language's own functions and types have help records`(name: String) {
  #expect(HelpBook(prepared()).record(name) != nil)
}

@Test func `every note belongs to a name that is there`() {
  let interpreter = prepared()
  for note in HelpBook.pages.flatMap(\.notes) {
    #expect(HelpBook(interpreter).record(note.name) != nil, "\(note.name) is not there")
  }
}

@Test func `every record has an example that parses, and explains only parameters that are there`() {
  let book = HelpBook(prepared())
  for note in HelpBook.pages.flatMap(\.notes) {
    #expect(Interpreter.completeness(of: note.example) == .complete, "\(note.name): \(note.example)")
    guard let signature = book.record(note.name)?.signature else { continue }
    for parameter in note.parameters.keys {
      #expect(signature.contains(parameter), "\(note.name) has no parameter \(parameter)")
    }
  }
  for topic in HelpBook.pages.flatMap(\.topics) {
    #expect(Interpreter.completeness(of: topic.example) == .complete, "\(topic.name): \(topic.example)")
    for row in topic.rows {
      let example = topic.examples[row.name] ?? ""
      #expect(!example.isEmpty, "\(topic.name).\(row.name) has no example")
      #expect(Interpreter.completeness(of: example) == .complete, "\(topic.name).\(row.name): \(example)")
    }
    let names = Set(topic.rows.map(\.name))
    #expect(Set(topic.examples.keys).subtracting(names).isEmpty, "\(topic.name) has examples of what is not there")
  }
}

@Test func `help of a name shows signature, meaning, parameters and example`() throws {
  let interpreter = prepared()
  _ = try interpreter.runCell(
    .init(name: "cell", "tokenizer = AutoTokenizer.from_pretrained('\(fixture("tokenizer-tiny"))')\nimport torch as t"))
  func text(_ name: String) -> String { Workbench.help(name, in: interpreter)?.plain ?? "" }
  #expect(
    text("tokenizer.decode") == """
      tokenizer.decode(token_ids, skip_special_tokens=False, clean_up_tokenization_spaces=None)
      Token ids as text.

      Parameters
        skip_special_tokens  leave the special tokens out of the text

      Example
        tokenizer.decode(tokenizer.encode("你好"), skip_special_tokens=True)
      """)
  #expect(
    text("AutoTokenizer.from_pretrained").hasPrefix("AutoTokenizer.from_pretrained(pretrained_model_name_or_path,"))
  #expect(text("LoraConfig").hasPrefix("LoraConfig(r=8, target_modules=None,"))
  #expect(text("SFTConfig").contains("learning_rate=2e-05"))
  #expect(text("tokenizer").contains("\n  encode "))
  #expect(text("t.tensor").hasPrefix("t.tensor(data, dtype=None"))
  #expect(text("tokenizer.nothing") == "" && text("nothing") == "")
}

@Test(arguments: [
  ("from torch import tensor as make", "make", "A tensor of nested lists"),
  ("from peft import LoraConfig as L", "L", "What an adapter is like"),
  ("import os", "os.path.join", "Parts of a path"), ("import matplotlib.pyplot as p", "p.plot", "A line, or points"),
])
func `a name that a cell imported has the help of what it means`(cell: String, name: String, meaning: String) throws {
  let interpreter = prepared()
  _ = try interpreter.runCell(.init(name: "cell", cell))
  #expect(Workbench.help(name, in: interpreter)?.plain.contains(meaning) == true)
}

@Test func `a name that a cell gave a value of its own has no help of what it meant before`() throws {
  let interpreter = prepared()
  _ = try interpreter.runCell(.init(name: "cell", "inspect = 5\nclass Dataset:\n    pass\n"))
  #expect(Workbench.help("inspect", in: interpreter) == nil)
  #expect(Workbench.help("Dataset", in: interpreter) == nil)
}

@Test(arguments: [("LoraConfig(lora_al", "lora_alpha="), ("SFTConfig(num_tr", "num_train_epochs=")])
func `the parameters of a class are completed`(cell: String, completion: String) {
  let session = Session(sink: RecordingSink()) { Workbench.install(into: $0, sink: $1) }
  #expect(session.completions(after: cell).candidates == [completion])
}
