import Display
import Testing

@Suite struct TableTests {
  @Test func `columns line up for wide characters`() {
    let table = Table(["name", "nation"], [["钟离", "璃月"], ["Amber", "蒙德"], ["x"]])
    #expect(
      table.text() == """
        name   nation
        ─────  ──────
        钟离   璃月
        Amber  蒙德
        x \("     ")

        """)
  }

  @Test func `numbers stand at the right`() {
    let table = Table(
      columns: [.init("step", .right), .init("loss")], rows: [["5", "0.1"], ["1000", "0.02"]], title: "Log")
    #expect(table.text() == "Log\nstep  loss\n────  ────\n   5  0.1\n1000  0.02\n")
  }

  @Test(arguments: [80, 40, 21, 20, 12, 8, 5, 1, 0, -1])
  func `lines fit the terminal while columns can shrink`(width: Int) {
    let table = Table(
      ["a", "b", "c"], [["short", String(repeating: "璃月", count: 20), "middle length text"], ["", "x", "钟离"]])
    for line in table.lines(width: width) { #expect(line.width <= max(width, 3 * 3 + 4)) }
  }

  @Test func `the widest columns are cut first and say so`() {
    let table = Table(["id", "text"], [["1", "岩王帝君是璃月的神"]])
    #expect(table.text(width: 13) == "id  text\n──  ─────────\n1   岩王帝君…\n")
  }

  @Test func `line ends inside cells are shown`() {
    #expect(Table(["t"], [["a\nb\tc\r\u{1B}[0m"]]).text() == "t\n─────────\na⏎b⇥c␍[0m\n")
  }

  @Test func `a table without columns or rows`() {
    #expect(Table([], []).text() == "")
    #expect(Table(["a"], []).text() == "a\n─\n")
  }
}
