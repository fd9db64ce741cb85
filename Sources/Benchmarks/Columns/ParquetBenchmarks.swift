import Display
import Files
import Parquet
import PythonValues
import SourceText

extension Benchmark {
  /// Reading columns out of files.
  static var columns: [Benchmark] {
    [
      Benchmark(
        "parquet-read", "parquet rows of messages, and numbers, decoded by one thread, beside pyarrow on the same file",
        aim: "100 %"
      ) { run in
        try ParquetRace(run).measured()
      }
    ]
  }
}

/// The same files read by this program and by pyarrow in turns.
private struct ParquetRace {
  private let folder: String
  private let pyarrow: PythonProgram?

  init(_ run: BenchmarkRun) throws {
    folder = joinPath(try run.scratch(for: 1 << 30), "parquet")
    pyarrow = PythonProgram.withPyarrow()
  }

  /// One file: who has written it, its bytes of text and numbers, and the shortest times.
  private struct Entry {
    let name: String
    let path: String
    let size: Int
    var seconds = Double.infinity
    var reference = Double.infinity
  }

  func measured() throws -> Measurement {
    try makeFolder(folder)
    var entries: [Entry] = []
    for rows in BenchmarkRows.all { entries += try written(rows) }
    for _ in 0..<BenchmarkRun.fewestTurns {
      for index in entries.indices {
        for _ in 0..<3 { entries[index].seconds = min(entries[index].seconds, try decode(entries[index].path)) }
        guard let pyarrow else { continue }
        entries[index].reference = min(entries[index].reference, try pyarrow.secondsToRead(entries[index].path))
      }
    }
    return measurement(entries)
  }

  private func measurement(_ entries: [Entry]) -> Measurement {
    func rate(_ seconds: (Entry) -> Double) -> Double {
      Double(entries.reduce(0) { $0 + $1.size }) / entries.reduce(0) { $0 + seconds($1) } / 1e6
    }
    let hasReference = pyarrow != nil
    var whole = Measurement(
      rate(\.seconds), "MB/s", limit: hasReference ? rate(\.reference) : .nan,
      note: hasReference ? "beside pyarrow" : "no ratio: no Python here has pyarrow (make parquet-test installs one)")
    whole.parts = entries.map { entry in
      let size = Double(entry.size) / 1e6
      return (
        "parquet-read-\(entry.name)",
        Measurement(
          size / entry.seconds, "MB/s", limit: hasReference ? size / entry.reference : .nan,
          note: "\(decimals(entry.seconds * 1000, 1)) ms of \(decimals(size, 0)) MB")
      )
    }
    return whole
  }

  /// Writes rows, has pyarrow write them in the hub's usual codecs where it is there, and checks what is read back.
  private func written(_ rows: BenchmarkRows) throws -> [Entry] {
    let own = joinPath(folder, "\(rows.name).parquet")
    try rows.write(own)
    var entries = [Entry(name: "\(rows.name)-plain", path: own, size: rows.size)]
    if let pyarrow {
      entries = try ["snappy", "zstd"].map { codec in
        let path = joinPath(folder, "\(rows.name)-\(codec).parquet")
        try pyarrow.rewrite(own, as: path, codec: codec)
        return Entry(name: "\(rows.name)-\(codec)", path: path, size: rows.size)
      }
    }
    for entry in entries {
      let wrong = Double(try rows.countWrongRows(entry.path))
      try Benchmarks.check("parquet-read", "the number of wrong rows in \(entry.name)", wrong, is: 0, within: 0)
    }
    return entries
  }

  private func decode(_ path: String) throws -> Double {
    let start = monotonicSeconds()
    let file = try ParquetFile(path: path)
    for column in file.columns { _ = try column.decode() }
    return monotonicSeconds() - start
  }
}

/// Rows that are drawn anew each time they are asked for.
private struct BenchmarkRows {
  let name: String
  let columns: [(name: String, type: ParquetType)]
  let chunks: Int
  /// The values of each column in some of the rows.
  let values: (Int) -> [[Value]]
  /// The bytes of all texts and numbers.
  var size: Int { (0..<chunks).reduce(0) { $0 + values($1).reduce(0) { $0 + $1.reduce(0) { $0 + contentSize($1) } } } }

  static var all: [BenchmarkRows] { [messages, numbers] }

  /// Conversations as the hub has them.
  private static var messages: BenchmarkRows {
    let turn = ParquetType.structure([.init(name: "role", type: .text), .init(name: "content", type: .text)])
    let (role, content) = (PyString("role"), PyString("content"))
    let (roles, sources) = (
      ["user", "assistant"].map { Value.string($0) }, ["web", "book", "code"].map { Value.string($0) }
    )
    let words = BenchmarkRows.words()
    return BenchmarkRows(
      name: "messages", columns: [("id", .text), ("source", .text), ("messages", .list(turn)), ("score", .float)],
      chunks: 50
    ) { chunk in
      var draw = WeightDraw(seed: UInt64(chunk))
      func text(_ length: Int) -> Value {
        // Frequent words come often: a product of three even draws.
        let places = draw.ids(3 * length, below: words.count).map { Int($0) }
        var bytes: [UInt8] = []
        for word in 0..<length {
          let place = places[3 * word] * places[3 * word + 1] / words.count * places[3 * word + 2] / words.count
          bytes += words[place]
        }
        return .str(PyString(bytes: bytes))
      }
      var rows: [[Value]] = [[], [], [], []]
      for row in 0..<1000 {
        let numbers = draw.ids(8, below: 1 << 20).map { Int($0) }
        rows[0].append(.string("row-\(chunk * 1000 + row)"))
        rows[1].append(sources[numbers[0] % 3])
        rows[2].append(
          .array(
            (0..<2 * (1 + numbers[1] % 3)).map { turn in
              let message = PyDict()
              message[role] = roles[turn % 2]
              message[content] = text(5 + numbers[2 + turn] % (turn % 2 == 0 ? 30 : 80))
              return .dict(message)
            }))
        rows[3].append(.float(Double(numbers[7]) / 1_048_576))
      }
      return rows
    }
  }

  /// Numbers of a few kinds, one column with nulls.
  private static var numbers: BenchmarkRows {
    BenchmarkRows(
      name: "numbers",
      columns: [
        ("any", .integer), ("few", .integer), ("even", .integer), ("float", .float), ("null", .float), ("truth", .bool),
      ],
      chunks: 100
    ) { chunk in
      var draw = WeightDraw(seed: UInt64(chunk) + 1000)
      let (low, high) = (draw.ids(10_000, below: 1 << 30), draw.ids(10_000, below: 1 << 20))
      let places = low.indices.map { $0 }
      func number(_ place: Int) -> Int { Int(high[place]) << 30 | Int(low[place]) }
      return [
        places.map { .int(number($0)) }, places.map { .int(Int(low[$0]) % 1000) },
        places.map { .int(2 * (chunk * 10_000 + $0)) }, places.map { .float(Double(number($0)) / 1e15) },
        places.map { high[$0] % 10 == 0 ? .none : .float(Double(low[$0]) / 1e9) },
        places.map { .bool(high[$0] & 1 == 0) },
      ]
    }
  }

  /// Words of two to eleven letters, a space behind each.
  private static func words() -> [[UInt8]] {
    var draw = WeightDraw(seed: 5)
    return draw.ids(4000, below: 10).map { length in
      draw.ids(2 + Int(length), below: 26).map { UInt8(ascii: "a") + UInt8($0) } + [UInt8(ascii: " ")]
    }
  }

  func write(_ path: String) throws {
    var writer = try ParquetWriter(columns: columns)
    try writeAtomically(path) { file in
      for chunk in 0..<chunks { try writer.append(values(chunk)) { try file.write($0) } }
      _ = try writer.finish { try file.write($0) }
    }
  }

  /// How many of the rows of every tenth stretch are not the drawn ones.
  func countWrongRows(_ path: String) throws -> Int {
    let file = try ParquetFile(path: path)
    var wrong = 0
    for chunk in stride(from: 0, to: chunks, by: 10) {
      for (column, drawn) in zip(file.columns, values(chunk)) {
        let found = try column.values(in: chunk * drawn.count..<(chunk + 1) * drawn.count)
        for (one, other) in zip(found, drawn) where try !one.equals(other) { wrong += 1 }
      }
    }
    return file.columns.map(\.name) == columns.map(\.name) ? wrong : .max
  }
}

/// The bytes of the texts and numbers in a value.
private func contentSize(_ value: Value) -> Int {
  switch value {
  case .none: 0
  case .bool: 1
  case .str(let text): text.bytes.count
  case .list(let list): list.elements.reduce(0) { $0 + contentSize($1) }
  case .dict(let dict): dict.values.reduce(0) { $0 + contentSize($1) }
  default: 8
  }
}
