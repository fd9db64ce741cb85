import Testing

@testable import Display

@Suite struct TextPlotTests {
  private func plot(_ points: [(Double, Double)], joined: Bool = true) -> TextPlot {
    TextPlot(
      title: "Loss", x: .init("epoch", limits: 0...1), y: .init(limits: 0...4),
      series: [.init("train", points: points.map { .init($0.0, $0.1) }, isJoined: joined)])
  }

  @Test func `a straight line goes from corner to corner`() {
    let lines = plot([(0, 0), (1, 4)]).lines(width: 16, height: 3).map(\.plain)
    #expect(
      lines == [
        "Loss", "4.00 │      ⢀⡠⠔⠊", "2.00 │   ⢀⠤⠒⠁   ", "0.00 │⡠⠔⠊⠁      ", "     └──────────", "      0.00  1.00",
      ])
  }

  @Test func `points alone are dots, and what is not finite makes a gap`() {
    let dots = plot([(0, 0), (1, 4)], joined: false).lines(width: 16, height: 3).map(\.plain)
    #expect(dots[1].hasSuffix("⠈") && dots[3].contains("│⡀") && !dots[2].contains("⠒"))
    let gap = plot([(0, 0), (0.5, .nan), (1, 4)]).lines(width: 16, height: 3).map(\.plain)
    #expect(gap == dots)
  }

  @Test func `every line fits the width, and colours tell series apart`() {
    var both = plot([(0, 0), (1, 4)])
    both.series.append(.init("eval", points: [.init(0, 4), .init(1, 0)]))
    for width in [20, 40, 80, 300] {
      for line in both.lines(width: width) { #expect(line.width <= width, "\(line.plain)") }
    }
    let roles = Set(both.lines(width: 80).flatMap(\.spans).map(\.role))
    #expect(roles.isSuperset(of: [.number, .warning, .dim]))
    #expect(both.lines(width: 80).last?.plain.contains("epoch   ● train   ● eval") == true)
  }

  @Test func `no points, one point, equal limits and a narrow window are drawn too`() {
    #expect(plot([]).lines(width: 40, height: 3).count == 6)
    #expect(plot([(0.5, 2)]).lines(width: 40, height: 3).count == 6)
    let flat = TextPlot(
      x: .init(limits: 1...1), y: .init(limits: 0...0), series: [.init("", points: [.init(1, 0), .init(1, 0)])])
    #expect(flat.lines(width: 40, height: 3).count == 5)
    #expect(plot([(0, 0)]).lines(width: 5).map(\.plain) == ["Loss"])
    let far = plot([(0, 0), (1e300, 1e300), (-1e300, .infinity)])
    #expect(far.lines(width: 40).allSatisfy { $0.width <= 40 })
  }

  @Test func `small and large numbers are written by their powers of ten`() {
    let plot = TextPlot(x: .init(limits: 0...2_000_000), y: .init(limits: 0...0.00005), series: [])
    let text = plot.lines(width: 60, height: 3).map(\.plain).joined(separator: "\n")
    #expect(text.contains("5.00e-5 │") && text.contains("2.00e6"))
  }
}
