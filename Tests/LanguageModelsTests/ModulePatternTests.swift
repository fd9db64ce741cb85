import TestSupport
import Testing

@testable import LanguageModels

@Suite struct ModulePatternTests {
  static let cases: [(pattern: String, matching: [String], others: [String])] = [
    ("abc", ["abc"], ["ab", "abcd", ""]), ("a.c", ["abc", "a.c"], ["a\nc", "ac"]), ("", [""], ["a"]),
    (#"a\.c"#, ["a.c"], ["abc"]), ("(a|bc)*", ["", "a", "bca"], ["b", "c"]), ("a+b?", ["a", "aab"], ["b", "abb"]),
    ("[a-c_]+", ["abc_"], ["d", ""]), ("[^a]", ["b"], ["a", ""]), (#"[]\-]"#, ["]", "-"], [#"\"#]),
    ("a{2}", ["aa"], ["a", "aaa"]), ("a{1,3}", ["a", "aaa"], ["", "aaaa"]), ("a{2,}", ["aa", "aaaaa"], ["a"]),
    ("a{x", ["a{x"], ["a"]), (#"\d+\w\D"#, ["12a."], ["ab.", "12a3"]), ("^a$", ["a"], ["ba"]),
    ("(?:x|y)z", ["xz", "yz"], ["z"]), ("(?P<n>x)y", ["xy"], ["y"]), ("a*?b", ["aab"], ["a"]),
    ("(?!.*vision).*proj", ["text.proj"], ["vision.proj"]), ("(?=.*q).*proj", ["q_proj"], ["k_proj"]),
    ("|a", ["", "a"], ["b"]), ("(a*)*", ["", "aaa"], ["b"]),
    (
      #".*\.layers\.(1|3)\.self_attn\.(q|v)_proj"#, ["model.layers.3.self_attn.v_proj"],
      ["model.layers.2.self_attn.v_proj"]
    ),
  ]

  @Test(arguments: cases) func `a pattern means what it means in Python`(
    pattern: String, matching: [String], others: [String]
  ) throws {
    let compiled = try ModulePattern(pattern)
    for name in matching { #expect(compiled.matches(name), "\(name)") }
    for name in others { #expect(!compiled.matches(name), "\(name)") }
  }

  @Test(arguments: [
    ("(", "a group is not closed"), (")", "an unexpected )"), ("*a", "nothing to repeat"),
    ("[a", "a character class is not closed"),
    (#"(a)\1"#, "an escape that is not supported"),
    ("(?<=a)b", "look-behind, back-references and flags are not supported"),
    ("[z-a]", "a range is backwards"), ("((a{1000}){1000}){1000}", "it is too large"),
    ("a{5,2}", "a repetition count beyond 1000, or backwards"),
    (#"\"#, "it ends in a backslash"),
  ]) func `a pattern that cannot be used says why`(pattern: String, reason: String) {
    #expect(message { try ModulePattern(pattern) } == "the pattern \"\(pattern)\" cannot be used: \(reason)")
  }

  @Test func `a hostile pattern ends in bounded time`() throws {
    let name = String(repeating: "a", count: 2000)
    #expect(try !ModulePattern("(a+)+b").matches(name))
    #expect(try !ModulePattern("(a|a|aa)*b").matches(name))
    #expect(try !ModulePattern("(?=(a+)+b).*").matches(name))
  }
}
