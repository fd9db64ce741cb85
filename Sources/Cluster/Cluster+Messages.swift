#if canImport(Glibc)
  import Glibc
#endif

extension Cluster {
  /// Sends bytes to ranks and receives bytes from ranks, all at once; returns when everything has arrived.
  ///
  /// - Parameters:
  ///   - outgoing: For each rank what it gets; what is for this one is passed over.
  ///   - incoming: For each rank where its bytes go, exactly as many as it sends.
  /// - Throws: `ClusterError.failed`.
  public func exchange(
    _ outgoing: [UnsafeRawBufferPointer], into incoming: [UnsafeMutableRawBufferPointer]
  ) throws {
    guard let messenger else { return }
    let start = clockSeconds()
    defer { secondsInMessages += clockSeconds() - start }
    for other in 0..<size where other != rank { bytesSent += outgoing[other].count }
    precondition(outgoing.count == size && incoming.count == size, "a buffer for each rank")
    var requests: [MessageRequest] = []
    for other in 0..<size where other != rank {
      for piece in pieces(incoming[other].count) {
        requests.append(
          try messenger.receive(UnsafeMutableRawBufferPointer(rebasing: incoming[other][piece]), from: other))
      }
    }
    for other in 0..<size where other != rank {
      for piece in pieces(outgoing[other].count) {
        requests.append(try messenger.send(UnsafeRawBufferPointer(rebasing: outgoing[other][piece]), to: other))
      }
    }
    try wait(for: requests, messenger)
  }

  /// The bytes that every rank has given, by rank.
  ///
  /// - Throws: `ClusterError.failed`.
  public func gather(_ bytes: [UInt8]) throws -> [[UInt8]] {
    guard size > 1 else { return [bytes] }
    let counts = try gatherCounts(bytes.count)
    var gathered = counts.map { [UInt8](repeating: 0, count: $0) }
    gathered[rank] = bytes
    try bytes.withUnsafeBytes { own in
      try withBuffers(&gathered) { incoming in
        try exchange(Array(repeating: own, count: size), into: incoming)
      }
    }
    return gathered
  }

  /// Rank 0's bytes, on every rank.
  ///
  /// - Throws: `ClusterError.failed`.
  public func broadcast(_ bytes: [UInt8]) throws -> [UInt8] {
    guard size > 1 else { return bytes }
    // A tree: the ranks that have the bytes double with each round.
    let count = try gatherCounts(isFirst ? bytes.count : 0)[0]
    var held = isFirst ? bytes : [UInt8](repeating: 0, count: count)
    try held.withUnsafeMutableBytes { held in
      var reach = 1
      while reach < size {
        var outgoing = Array(repeating: UnsafeRawBufferPointer(start: nil, count: 0), count: size)
        var incoming = Array(repeating: UnsafeMutableRawBufferPointer(start: nil, count: 0), count: size)
        if rank < reach, rank + reach < size { outgoing[rank + reach] = UnsafeRawBufferPointer(held) }
        if (reach..<2 * reach).contains(rank) { incoming[rank - reach] = held }
        try exchange(outgoing, into: incoming)
        reach *= 2
      }
    }
    return held
  }

  /// Rank 0's number, on every rank: of what a clock or a source of randomness says.
  ///
  /// - Throws: `ClusterError.failed`.
  public func broadcast(_ number: Double) throws -> Double {
    guard size > 1 else { return number }
    let bytes = try broadcast(withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) })
    return Double(bitPattern: bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) })
  }

  /// Checks that every rank has the same text.
  ///
  /// - Parameter what: What the text stands for: `train_dataset`.
  /// - Throws: `ClusterError.difference` with the ranks that have another one than rank 0.
  public func requireSame(_ what: String, _ text: String) throws {
    let all = try gather(Array(text.utf8))
    let others = all.indices.filter { all[$0] != all[0] }
    guard others.isEmpty else { throw ClusterError.difference(what: what, ranks: others) }
  }

  /// Whether any rank says yes.
  ///
  /// - Throws: `ClusterError.failed`.
  public func any(_ answer: Bool) throws -> Bool {
    size == 1 ? answer : try gatherCounts(answer ? 1 : 0).contains(1)
  }

  /// One number of each rank.
  func gatherCounts(_ own: Int) throws -> [Int] {
    var counts = [Int](repeating: 0, count: size)
    counts[rank] = own
    var sent = own
    try withUnsafeBytes(of: &sent) { sent in
      try counts.withUnsafeMutableBytes { counts in
        let width = MemoryLayout<Int>.size
        let incoming = (0..<size).map {
          UnsafeMutableRawBufferPointer(rebasing: counts[$0 * width..<($0 + 1) * width])
        }
        try exchange(Array(repeating: sent, count: size), into: incoming)
      }
    }
    return counts
  }

  private func wait(for requests: [MessageRequest], _ messenger: any Messenger) throws {
    var open = requests
    var rounds = 0
    while !open.isEmpty {
      var left: [MessageRequest] = []
      for request in open where try !messenger.isDone(request) { left.append(request) }
      open = left
      rounds += 1
      // Ranks may share a processor: after a moment the others get it.
      if rounds > 2000 { usleep(rounds > 4000 ? 500 : 50) }
    }
  }

  /// MPI counts in 32 bits.
  private func pieces(_ count: Int) -> [Range<Int>] {
    let most = 1 << 30
    return stride(from: 0, to: count, by: most).map { $0..<min(count, $0 + most) }
  }
}

/// A clock that only goes forward.
private func clockSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Lends the bytes of several arrays at once.
func withBuffers<R>(
  _ arrays: inout [[UInt8]], _ body: ([UnsafeMutableRawBufferPointer]) throws -> R
) throws -> R {
  // One block behind them all: arrays lend their bytes only one inside the other.
  let total = arrays.reduce(0) { $0 + $1.count }
  let block = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, total), alignment: 16)
  defer { block.deallocate() }
  var buffers: [UnsafeMutableRawBufferPointer] = []
  var start = 0
  for array in arrays {
    let buffer = UnsafeMutableRawBufferPointer(rebasing: block[start..<start + array.count])
    array.withUnsafeBytes { buffer.copyMemory(from: $0) }
    buffers.append(buffer)
    start += array.count
  }
  let result = try body(buffers)
  for (index, buffer) in buffers.enumerated() { arrays[index] = Array(buffer) }
  return result
}
