import Display
import JSON
import PythonValues
import SourceText
import Testing

@testable import Notebook

@Suite struct ConversionTests {
  static let text = """
    # %% [markdown]
    # # 标题
    # A *b*.

    # %% Settings tags="parameters" k="v"
    n = 5

    # %% Show
    print("<1>")
    #> <1>
    #> ```

    # %% [raw]
    # raw
    """

  @Test func `a notebook comes back from ipynb as it was`() throws {
    let transcript = Transcript(NotebookDocument(parsing: Self.text + "\n"))
    let back = try IPythonNotebook.parse(transcript.bytes(for: "x.ipynb"), path: "x.ipynb")
    #expect(String(decoding: back.bytes, as: UTF8.self) == Self.text + "\n")
  }

  /// Beyond this, the file was checked by nbformat 5 (`nbformat.validate`).
  @Test func `ipynb has what the schema wants`() throws {
    let json = try JSON.parse(Transcript(NotebookDocument(parsing: Self.text)).bytes(for: "x.ipynb"))
    #expect(json["nbformat"] == 4 && json["nbformat_minor"] == 5)
    let cells = try #require(json["cells"]?.array)
    #expect(cells.map { $0["cell_type"]?.string } == ["markdown", "code", "code", "raw"])
    #expect(Set(cells.compactMap { $0["id"]?.string }).count == 4)
    #expect(cells[1]["metadata"]?["tags"] == ["parameters"] && cells[1]["metadata"]?["k"] == "v")
    #expect(cells[2]["outputs"] == [.object(["name": "stdout", "output_type": "stream", "text": ["<1>\n", "```\n"]])])
    #expect(cells[2]["execution_count"] == .null && cells[0]["source"] == ["# 标题\n", "A *b*."])
  }

  @Test func `outputs of a run keep their kinds`() throws {
    let events: [DisplayEvent] = [
      .text("a\n"), .value(ShownValue("5", cellNumber: 1)),
      .picture(Picture(png: [1, 2, 3, 4], width: 1, height: 1, path: "p.png")),
      .failure(CellFailure(kind: "KeyError", message: "'x'", report: "r1\nr2")),
    ]
    var transcript = Transcript(NotebookDocument(parsing: "# %%\nx\n"))
    transcript.events[0] = events
    let cell = try JSON.parse(transcript.bytes(for: "x.ipynb"))["cells"]?.array?.first
    let outputs = try #require(cell?["outputs"]?.array)
    #expect(outputs.map { $0["output_type"]?.string } == ["stream", "execute_result", "display_data", "error"])
    #expect(outputs[1]["execution_count"] == 1 && outputs[2]["data"]?["image/png"] == "AQIDBA==")
    #expect(outputs[3]["traceback"] == ["r1", "r2"])
    let markdown = try String(decoding: transcript.bytes(for: "x.md"), as: UTF8.self)
    #expect(markdown == "```python\nx\n```\n\n```text\na\n5\n```\n\n![picture](p.png)\n\n```text\nKeyError: 'x'\n```\n")
  }

  @Test(arguments: [
    ("{}", "x.ipynb: there is no list of cells: is it a notebook?"),
    ("{\"worksheets\": []}", "x.ipynb: this is an old notebook (format 3): open and save it in Jupyter once"),
    ("{\"cells\": [{}]}", "x.ipynb: cell 1 has no cell_type or no source"),
    ("{", "x.ipynb: invalid JSON at line 1 column 2: the text ends inside a value (is the file complete?)"),
  ])
  func `a broken notebook says what is broken`(text: String, message: String) {
    #expect {
      try IPythonNotebook.parse(Array(text.utf8), path: "x.ipynb")
    } throws: {
      "\($0)" == message
    }
  }

  @Test(
    arguments: [
      ([], ""), ([0x66], "Zg=="), ([0x66, 0x6F], "Zm8="), ([0x66, 0x6F, 0x6F], "Zm9v"),
      ([255, 254, 253, 0], "//79AA=="),
    ] as [([UInt8], String)])
  func `bytes become base64`(bytes: [UInt8], text: String) { #expect(base64(bytes) == text) }

  @Test func `a fence is longer than the backticks in it`() throws {
    let markdown = try String(
      decoding: Transcript(NotebookDocument(parsing: Self.text)).bytes(for: "x.md"), as: UTF8.self)
    #expect(markdown.contains("````text\n<1>\n```\n````\n"))
  }

  @Test func `a page is one file with everything escaped`() throws {
    var transcript = Transcript(NotebookDocument(parsing: Self.text))
    transcript.events[2] = [
      .text("<1>\n"), .picture(Picture(png: [1], width: 2, height: 3, caption: "a\"b")),
      .table(Table(["<h>"], [["&"]])),
    ]
    let page = try String(decoding: transcript.bytes(for: "x.html"), as: UTF8.self)
    #expect(page.contains("<title>标题</title>") && page.contains("<h1>标题</h1>"))
    #expect(page.contains("&lt;1&gt;") && !page.contains("<1>"))
    #expect(page.contains("src=\"data:image/png;base64,AQ==\" width=\"2\" height=\"3\" alt=\"a&quot;b\""))
    #expect(page.contains("<th>&lt;h&gt;</th>") && page.contains("<td>&amp;</td>"))
    #expect(page.contains("prefers-color-scheme: dark") && !page.contains("http"))
  }

  @Test func `a document that goes to ipynb and back is the same, byte for byte`() throws {
    let text = "# %% [markdown]\n# # T\n\n\n# %% One tags=\"parameters\" x=\"1\"\nn = 3\n\n\n# %%\nn\n#> 3\n\n# %%\nn\n"
    let document = NotebookDocument(parsing: text)
    let bytes = IPythonNotebook.bytes(of: Transcript(document))
    let back = try IPythonNotebook.parse(bytes, path: "a.ipynb")
    #expect(String(decoding: back.bytes, as: UTF8.self) == text)
  }

  @Test func `ipynb holds what nbformat's schema wants of each cell and output`() throws {
    let session = Session(sink: RecordingSink())
    session.interpreter.define("picture", .object(PictureShower(session.sink)))
    for (number, code) in ["print('a')\n1", "picture", "1/0"].enumerated() {
      session.run(Source(name: "cell \(number + 1)", code))
    }
    let notebook = try JSON.parse(IPythonNotebook.bytes(of: Transcript(session: session)))
    #expect(notebook["nbformat"]?.integer == 4 && (notebook["nbformat_minor"]?.integer ?? 0) >= 5)
    #expect(
      Set(notebook.object?.members.map(\.key.string) ?? []) == ["cells", "metadata", "nbformat", "nbformat_minor"])
    let wanted = [
      "stream": ["name", "output_type", "text"],
      "execute_result": ["data", "execution_count", "metadata", "output_type"],
      "display_data": ["data", "metadata", "output_type"], "error": ["ename", "evalue", "output_type", "traceback"],
    ]
    var kinds: [String] = []
    for cell in notebook["cells"]?.array ?? [] {
      let keys = cell.object?.members.map(\.key.string).sorted()
      #expect(keys == ["cell_type", "execution_count", "id", "metadata", "outputs", "source"])
      #expect(cell["id"]?.string?.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } == true)
      for output in cell["outputs"]?.array ?? [] {
        let kind = output["output_type"]?.string ?? ""
        kinds.append(kind)
        #expect(output.object?.members.map(\.key.string).sorted() == wanted[kind])
      }
    }
    #expect(kinds == ["stream", "execute_result", "display_data", "execute_result", "error"])
  }

  @Test(arguments: [
    ("a `b<c` **d** *e* \\*f", "<p>a <code>b&lt;c</code> <strong>d</strong> <em>e</em> *f</p>\n"),
    (
      "[x](javascript:alert) [y](https://a/b) ![z](p.png)",
      "<p>x <a href=\"https://a/b\">y</a> <img src=\"p.png\" alt=\"z\"></p>\n"
    ),
    (
      "# h\ntext\nmore\n\n---\n1. a\n2. b", "<h1>h</h1>\n<p>text\nmore</p>\n<hr>\n<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"
    ),
    ("```py\na < b\n", "<pre><code>a &lt; b\n</code></pre>\n"), ("<script>", "<p>&lt;script&gt;</p>\n"), ("", ""),
    ("2 * 3 * 4", "<p>2 * 3 * 4</p>\n"),
    ("|a|b|\n|-|-|\n|1|2|", "<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td>2</td></tr>\n</table>\n"),
    ("`open", "<p>`open</p>\n"),
  ])
  func `Markdown becomes HTML`(markdown: String, html: String) { #expect(MarkdownHTML.html(markdown) == html) }

  @Test func `hostile Markdown ends`() {
    for piece in ["> ", "* ", "[", "![](", "`", "**", "|", "#", "\\", "- - "] {
      _ = MarkdownHTML.html(String(repeating: piece, count: 3000))
      _ = MarkdownHTML.html(String(repeating: piece + "\n", count: 3000))
    }
  }

  @Test func `code keeps its text and gets roles`() {
    let code = "for x in [1.5e3]:  # c\n    print(f'a{x}', \"\"\"b\nc\"\"\")\n%time x\ny % 2"
    let styled = CodeHighlighter.styled(code)
    #expect(styled.plain == code)
    #expect(styled.spans.filter { $0.role == .keyword }.map(\.text) == ["for", "in"])
    #expect(styled.spans.filter { $0.role == .string }.map(\.text) == ["f'a{x}'", "\"\"\"b\nc\"\"\""])
    #expect(styled.spans.filter { $0.role == .special }.map(\.text) == ["%time x"])
    #expect(CodeHighlighter.styled("'open\nx").spans.map(\.text) == ["'open", "\nx"])
  }
}

/// Shows a picture where its text is asked for.
private final class PictureShower: PyObject {
  private let sink: any DisplaySink

  init(_ sink: any DisplaySink) { self.sink = sink }

  override func repr() -> String {
    sink.show(Picture(png: [1], width: 1, height: 1))
    return "shown"
  }
}
