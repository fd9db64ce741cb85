import Jinja
import Testing

private func message(_ template: String) -> String {
  do {
    return "rendered \(try Template(template, name: "chat.jinja").render([("messages", [])]).text)"
  } catch {
    return "\(error)"
  }
}

@Test(arguments: [
  (
    "a\nb {{ mesages[0] }}",
    "UndefinedError: 'mesages' is undefined; did you mean 'messages'? (chat.jinja, line 2, column 6, at `mesages[0]`)"
  ),
  (
    "{{ x | uper }}",
    "TemplateRuntimeError: No filter named 'uper'. Did you mean 'upper'? (chat.jinja, line 1, column 8, at `uper`)"
  ),
  ("é {{ 1 + }}", "TemplateSyntaxError: expected an expression, found '}}' (chat.jinja, line 1, column 10, at `}}`)"),
  (
    "{% fro x in y %}",
    "TemplateSyntaxError: unknown tag 'fro'; did you mean 'for'? (chat.jinja, line 1, column 4, at `fro`)"
  ),
  (
    "{% for x in y %}\n{% if x %}\n",
    "TemplateSyntaxError: '{% if %}' is never closed with '{% endif %}' (chat.jinja, line 2, column 4, at `if`)"
  ),
  (
    "{% for x in [1] %}{% endif %}",
    "TemplateSyntaxError: found 'endif' where 'endfor' or 'else' was expected (chat.jinja, line 1, column 22, at `endif`)"
  ),
  (
    "{{ 'a' + 1 }}",
    "TypeError: can only concatenate str (not \"int\") to str (chat.jinja, line 1, column 4, at `'a' + 1`)"
  ),
  ("{{ raise_exception('no') }}", "TemplateError: no (chat.jinja, line 1, column 4, at `raise_exception('no')`)"),
  (
    "{% include 'x' %}",
    "TemplateSyntaxError: 'include' is not possible: a chat template stands alone (chat.jinja, line 1, column 4, at `include`)"
  ),
  ("{# open", "TemplateSyntaxError: the comment is not closed with '#}' (chat.jinja, line 1, column 1, at `{#`)"),
  (
    "{{ [].append(1) }}",
    "SecurityError: access to attribute 'append' of 'list' object is unsafe. (chat.jinja, line 1, column 4, at `[].append(1)`)"
  ),
])
func `errors say what is wrong and where`(template: String, expected: String) {
  #expect(message(template) == expected)
}

@Test func `the clock of strftime_now can be set`() throws {
  let template = try Template("{{ strftime_now('%Y-%m-%d') }}{{ strftime_now('') }}")
  #expect(try template.render([], clock: 86_400 * 365).text.string.hasPrefix("197"))
  #expect(try Template("{{ strftime_now('%Y') | int > 2000 }}").render([]).text.string == "True")
}

@Test func `generation blocks say which bytes they wrote`() throws {
  let template = try Template(
    "é{% generation %}ab{% endgeneration %}-{% macro m() %}x{% generation %}c{% endgeneration %}{% endmacro %}{{ m() }}"
      + "{% for i in [1, 2] %}{% generation %}漢{% endgeneration %}{% endfor %}")
  let rendering = try template.render([])
  #expect(rendering.text.string == "éab-xc漢漢")
  #expect(rendering.generated == [2..<4, 5..<6, 7..<10, 10..<13])
}
