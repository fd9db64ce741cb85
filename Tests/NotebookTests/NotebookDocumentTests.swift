import Notebook
import SourceText
import Tensors
import Testing

@Suite struct NotebookDocumentTests {
  static let example = """
    # %% [markdown]
    # # A title
    #
    # Some text.

    # %% Settings tags="parameters"
    epochs = 5  # how often
    name = "钟离"

    # %% Train
    print(epochs)
    epochs + 1
    #> 5
    #> 6

    # %%
    x = 1
    """

  @Test func `a document is cut into cells`() {
    let document = NotebookDocument(parsing: Self.example)
    #expect(document.cells.map(\.kind) == [.markdown, .code, .code, .code])
    #expect(document.cells.map(\.title) == ["", "Settings", "Train", ""])
    #expect(document.cells[0].markdown == "# A title\n\nSome text.")
    #expect(document.cells[1].isParameters && !document.cells[2].isParameters)
    #expect(document.cells[2].code == "print(epochs)\nepochs + 1")
    #expect(document.cells[2].outputs == ["5", "6"])
    #expect(document.cells[3].code == "x = 1")
    #expect(document.cells.map(\.bodyLineNumber) == [2, 7, 11, 17])
    #expect(document.codeCells.map(\.number) == [1, 2, 3])
  }

  @Test(arguments: [
    "", "\n", "x = 1", "x = 1\n", "# %%", "# %%\n", "\u{FEFF}# %%\nx\n", "\u{FEFF}x = 1\n# %% b\n",
    "# %%\r\nx = 1\r\n#> 2\r\n\r\n",
    "#!/usr/bin/env tunebook\n# a header\n\n# %% a\n1\n#> 1\n", "# %% t [markdown] k=\"v\"\nno comment\n# %%%\n#%% b\n",
    "\u{FEFF}",
    "# %% a unknown=\"x y\" other=[1, 2] bad=\"open\nx\n#> 1\ny\n#>\n#>  two\n\n\n", "# only a comment\n",
    "x\r\ny\n#> 1\r", "#> 1\n#> 2",
    "# %%x\n# %% \n", "'''\n# %% inside\n'''\n",
  ])
  func `reading and writing gives the same bytes`(text: String) {
    #expect(NotebookDocument(parsing: text).bytes == Array(text.utf8), "\(text.debugDescription)")
  }

  @Test func `any text at all is a document and comes back as it was`() {
    let pieces = [
      "# %%", "# %% [markdown]", "#%% t", "#> out", "#>", "x = 1", "", "  ", "# text", "\u{FEFF}", "'''",
      "# %% tags=\"parameters\"",
      "钟离", "# %% a=\"\\\"b\" c", "\u{0}", "%time x", "# %% [raw] =", "\t",
    ]
    var random = MersenneTwister(seed: 7)
    for _ in 0..<2000 {
      var text = ""
      for _ in 0..<Int(random.next() % 12) {
        text +=
          pieces[Int(random.next()) % pieces.count]
          + ["\n", "\r\n", "\n\n", "\r", ""][Int(random.next() % 5)]
      }
      let document = NotebookDocument(parsing: text)
      #expect(document.bytes == Array(text.utf8), "\(text.debugDescription)")
    }
  }

  @Test func `outputs are replaced and nothing else`() {
    var document = NotebookDocument(parsing: "# %% a\nx\n\n# %% b\r\ny\n#> old\n\nz = 1")
    document.cells[0].setOutputs(["1", "", "  two"], lineEnd: document.lineEnd)
    #expect(
      String(decoding: document.bytes, as: UTF8.self) == "# %% a\nx\n#> 1\n#>\n#>   two\n\n# %% b\r\ny\n#> old\n\nz = 1"
    )
    #expect(document.cells[0].outputs == ["1", "", "  two"])
    document.cells[0].setOutputs([], lineEnd: document.lineEnd)
    document.cells[1].setOutputs(["3"], lineEnd: document.lineEnd)
    #expect(String(decoding: document.bytes, as: UTF8.self) == "# %% a\nx\n\n# %% b\r\ny\n#> old\n\nz = 1\n#> 3\n")
    #expect(NotebookDocument(parsing: document.bytes).cells[1].outputs == ["3"])
  }

  @Test func `outputs of a file with CRLF end in CRLF, and a last line gets its end`() {
    var document = NotebookDocument(parsing: "# %%\r\nx")
    document.cells[0].setOutputs(["1"], lineEnd: document.lineEnd)
    #expect(document.bytes == Array("# %%\r\nx\r\n#> 1\r\n".utf8))
    var bare = NotebookDocument(parsing: "# %%")
    bare.cells[0].setOutputs(["1"], lineEnd: bare.lineEnd)
    #expect(bare.bytes == Array("# %%\n#> 1\n".utf8))
  }

  @Test(arguments: [
    ("# %% t tags=\"parameters\"", true), ("# %% tags=[\"a\", \"parameters\"]", true), ("# %% parameters", true),
    ("# %% Parameters", true), ("# %% tags=\"a, parameters\"", true), ("# %% tags=parameters", true),
    ("# %% parameters=\"true\"", true),
    ("# %% my parameters", false), ("# %% tags=\"parameter\"", false), ("# %% [markdown] tags=\"parameters\"", false),
    ("# %%", false),
  ])
  func `cells tagged as parameters`(header: String, isTagged: Bool) {
    #expect(NotebookDocument(parsing: header + "\nx = 1\n").cells.first?.isParameters == isTagged)
  }

  @Test func `tags keep their values`() {
    let header = NotebookDocument(parsing: "# %% A b=\"c \\\"d\\\"\" title e=f [markdown] g=[1, 2]\n").cells.first?
      .header
    #expect(header?.title == "A title")
    #expect(header?.tags == [.init("b", "c \"d\""), .init("e", "f"), .init("g", "[1, 2]")])
    #expect(header?.kind == .markdown)
    let made = CellHeader(title: "a\nb", tags: [.init("k", "x \"y\" \\")])
    #expect(made.rawLine.string == "# %% a b k=\"x \\\"y\\\" \\\\\"\n")
    #expect(NotebookDocument(parsing: made.rawLine.string).cells.first?.header?.tags == made.tags)
  }

  @Test func `parameters are listed with defaults and comments`() {
    let document = NotebookDocument(
      parsing:
        "# %% tags=\"parameters\"\nepochs = 5  # how often\nname: str = \"a#b\"\nx == 1\nif x: y = 1\n  z = 2\ntext = '''\na = 1\n'''\nd['k'] = 3\n"
    )
    #expect(document.parameters.map(\.name) == ["epochs", "name", "text"])
    #expect(document.parameters.map(\.defaultText) == ["5", "\"a#b\"", "'''"])
    #expect(document.parameters.map(\.comment) == ["how often", "", ""])
    #expect(document.parameters.map(\.line) == [2, 3, 7])
  }

  @Test func `cells are made of code and Markdown`() {
    let document = NotebookDocument(cells: [
      NotebookCell(markdown: "# T\n\ntext", title: "Intro"), NotebookCell(code: "1 + 1", title: "Sum", outputs: ["2"]),
    ])
    #expect(
      String(decoding: document.bytes, as: UTF8.self)
        == "# %% Intro [markdown]\n# # T\n#\n# text\n\n# %% Sum\n1 + 1\n#> 2\n\n")
  }
}
