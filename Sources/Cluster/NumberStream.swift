/// Whole numbers one after the other as bytes, for what ranks tell each other: all run the same program, on machines of one
/// byte order.
public struct NumberStream {
  private var numbers: [Int64]
  private var position = 0

  /// No numbers yet.
  public init() { numbers = [] }

  /// The numbers that another rank's bytes hold.
  public init(_ bytes: [UInt8]) { numbers = bytes.withUnsafeBytes { Array($0.bindMemory(to: Int64.self)) } }

  /// The numbers as bytes.
  public var bytes: [UInt8] { numbers.withUnsafeBytes { Array($0) } }

  /// Adds a number.
  public mutating func append(_ number: Int) { numbers.append(Int64(number)) }

  /// Adds a number bit for bit.
  public mutating func append(_ number: Double) { numbers.append(Int64(bitPattern: number.bitPattern)) }

  /// Adds how many numbers there are, and the numbers.
  public mutating func append(_ list: some Collection<Int>) {
    append(list.count)
    numbers += list.map { Int64($0) }
  }

  /// Takes the next number; 0 at the end.
  public mutating func next() -> Int { Int(take()) }

  /// Takes the next number, bit for bit.
  public mutating func nextDouble() -> Double { Double(bitPattern: UInt64(bitPattern: take())) }

  /// Takes the next list.
  public mutating func nextList() -> [Int] {
    let count = max(0, min(next(), numbers.count - position))
    defer { position += count }
    return numbers[position..<position + count].map { Int($0) }
  }

  private mutating func take() -> Int64 {
    guard position < numbers.count else { return 0 }
    position += 1
    return numbers[position - 1]
  }
}
