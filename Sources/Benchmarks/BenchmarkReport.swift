import Display
import JSON
import Kernels

/// What `tunebook bench` writes: a table for people, or JSON lines.
public struct BenchmarkReport {
  private let isJSON: Bool
  private let write: (String) -> Void
  private var columns = [14, 10, 10, 10, 7]

  /// Makes a report.
  ///
  /// - Parameters:
  ///   - isJSON: one object a line instead of a table.
  ///   - write: takes each line, its end included, as soon as it is known.
  public init(isJSON: Bool, write: @escaping (String) -> Void) {
    self.isJSON = isJSON
    self.write = write
  }

  /// Names all benchmarks, with what they measure.
  public static func list() -> String {
    let width = Benchmark.all.map(\.name.count).max() ?? 0
    return Benchmark.all.map { benchmark in
      let aim = benchmark.aim.isEmpty ? "" : " (aim: \(benchmark.aim))"
      return padded(benchmark.name, width) + "  \(benchmark.summary)\(aim)\n"
    }.joined()
  }

  /// Runs benchmarks and shows each figure, at last the limits that the run measured.
  ///
  /// One that fails does not keep the others from being run.
  ///
  /// - Parameter names: which; all where there is none.
  /// - Throws: `BenchmarkError`, `.failed` at the end where benchmarks failed.
  public mutating func run(_ names: [String]) throws { try run(Benchmark.named(names)) }

  /// Runs benchmarks; see above.
  mutating func run(_ chosen: [Benchmark]) throws(BenchmarkError) {
    let limits = MachineLimit.allCases.map(\.name)
    columns[0] = max(12, chosen.map(\.name.count).max() ?? 0)
    if !isJSON { line(["name", "value", "limit", "ratio", "aim"], unit: "unit", note: "") }
    let run = BenchmarkRun()
    var failures: [(name: String, reason: String)] = []
    for benchmark in chosen where !limits.contains(benchmark.name) {
      do {
        let found = try benchmark.measure(run)
        show(benchmark.name, found, aim: benchmark.aim)
        if isJSON || found.table.isEmpty {
          for part in found.parts { show(part.name, part.measurement, aim: "") }
        } else {
          for row in found.table { write(row + "\n") }
        }
      } catch {
        failures.append((benchmark.name, "\(error)"))
      }
    }
    for limit in MachineLimit.allCases { show(limit.name, limit.measurement(run), aim: "") }
    guard failures.isEmpty else { throw BenchmarkError.failed(failures.map { "\($0.name): \($0.reason)" }) }
  }

  private func show(_ name: String, _ found: Measurement, aim: String) {
    guard isJSON else {
      line(
        [name, digits(found.value), digits(found.limit), found.ratio.isNaN ? "-" : decimals(found.ratio, 3), aim],
        unit: found.unit,
        note: found.note)
      return
    }
    var object: JSONObject = ["name": .string(name), "value": .number(found.value), "unit": .string(found.unit)]
    if found.ratio.isFinite {
      object["limit"] = .number(found.limit)
      object["ratio"] = .number(found.ratio)
    }
    if !found.note.isEmpty { object["note"] = .string(found.note) }
    write(String(decoding: JSON.object(object).serialized(.compact), as: UTF8.self) + "\n")
  }

  private func line(_ cells: [String], unit: String, note: String) {
    let text =
      padded(cells[0], columns[0]) + " " + padded(cells[1], columns[1], atRight: true) + " "
      + padded(cells[2], columns[2], atRight: true) + " " + padded(unit, columns[3]) + " "
      + padded(cells[3], 6, atRight: true) + "  " + padded(cells[4], 6) + " " + note
    write(String(text.reversed().drop { $0 == " " }.reversed()) + "\n")
  }

  private func digits(_ number: Double) -> String {
    number.isNaN ? "-" : decimals(number, number < 1 ? 4 : number < 100 ? 2 : 0)
  }
}

/// A text with spaces behind it, or before it, up to a width.
func padded(_ text: String, _ width: Int, atRight: Bool = false) -> String {
  let space = String(repeating: " ", count: max(0, width - text.count))
  return atRight ? space + text : text + space
}

/// A number with some decimals.
func decimals(_ number: Double, _ places: Int) -> String {
  guard number.isFinite, abs(number) < 1e15 else { return "\(number)" }
  var scale = 1.0
  for _ in 0..<places { scale *= 10 }
  let whole = Int((abs(number) * scale).rounded())
  let sign = number < 0 ? "-" : ""
  guard places > 0 else { return "\(sign)\(whole)" }
  let fraction = String(whole % Int(scale))
  return "\(sign)\(whole / Int(scale))." + String(repeating: "0", count: places - fraction.count) + fraction
}
