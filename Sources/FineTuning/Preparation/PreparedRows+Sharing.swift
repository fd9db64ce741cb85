import Cluster

extension PreparedRows {
  /// Rows that ranks prepare together, each its share, in the order that one process would have.
  ///
  /// - Parameter prepare: Prepares the rows of a share.
  /// - Throws: What `prepare` throws, on every rank what a process alone would throw.
  static func shared(
    _ origin: Origin, count: Int, prepare: (_ share: Range<Int>, _ rows: PreparedRows) throws -> Void
  ) throws -> PreparedRows {
    let cluster = Cluster.current
    let own = PreparedRows(origin: origin)
    guard cluster.isShared else {
      try prepare(0..<count, own)
      return own
    }
    var hasFailed = false
    do { try prepare(cluster.share(of: count), own) } catch { hasFailed = true }
    let whole = PreparedRows(origin: origin)
    guard try !cluster.any(hasFailed) else {
      try prepare(0..<count, whole)
      return whole
    }
    for bytes in try cluster.gather(own.bytes) { whole.append(bytes) }
    return whole
  }

  private var bytes: [UInt8] {
    var numbers = NumberStream()
    numbers.append(ids[0..<ids.count].map { Int($0) })
    numbers.append(ends)
    numbers.append(doubledBegin)
    numbers.append(truncated.map(\.row))
    numbers.append(truncated.map(\.length))
    numbers.append(closedCount)
    for rows in [masks, labels] {
      numbers.append(rows.count)
      for (row, values) in rows.sorted(by: { $0.key < $1.key }) {
        numbers.append(row)
        numbers.append(values.map { Int($0) })
      }
    }
    return numbers.bytes
  }

  /// Appends another rank's rows.
  private func append(_ bytes: [UInt8]) {
    var numbers = NumberStream(bytes)
    let (firstRow, firstID) = (count, ids.count)
    ids.append(numbers.nextList().map { Int32($0) })
    ends += numbers.nextList().map { $0 + firstID }
    doubledBegin += numbers.nextList().map { $0 + firstRow }
    let rows = numbers.nextList()
    truncated += zip(rows, numbers.nextList()).map { ($0 + firstRow, $1) }
    closedCount += numbers.next()
    func tables(_ numbers: inout NumberStream, into table: inout [Int: [Int32]]) {
      for _ in 0..<numbers.next() { table[numbers.next() + firstRow] = numbers.nextList().map { Int32($0) } }
    }
    tables(&numbers, into: &masks)
    tables(&numbers, into: &labels)
  }
}
