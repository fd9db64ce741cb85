#if canImport(Glibc)
  import Glibc
#endif

extension Cluster {
  /// Adds the vectors of all slices along their tree, whichever rank has them.
  ///
  /// Each rank adds its own part of the vector, then all parts go to all ranks: a rank sends and receives about twice the
  /// vector, which is the least possible.
  ///
  /// - Parameters:
  ///   - vectors: This rank's sums: one for each node of `tree.nodes(within:)` of its slices, each of `count` floats.
  ///   - sum: Where the sum of all slices goes, `count` floats.
  /// - Throws: `ClusterError.failed`.
  public func sum(
    _ vectors: [UnsafeBufferPointer<Float>], tree: SliceTree, into sum: UnsafeMutableBufferPointer<Float>
  ) throws {
    let nodes = (0..<size).map { tree.nodes(within: tree.slices(ofRank: $0, of: size)) }
    precondition(vectors.count == nodes[rank].count, "a vector for each node")
    precondition(vectors.allSatisfy { $0.count == sum.count }, "vectors of one length")
    let parts = (0..<size).map { evenPart($0, of: size, count: sum.count) }

    let own = parts[rank]
    let received = try exchangeParts(vectors, parts: parts, nodeCounts: nodes.map(\.count))
    var places: [Range<Int>: UnsafeMutableBufferPointer<Float>] = [:]
    for (other, nodes) in nodes.enumerated() {
      for (index, node) in nodes.enumerated() {
        places[node] = UnsafeMutableBufferPointer(
          rebasing: received.floats(ofRank: other)[index * own.count..<(index + 1) * own.count])
      }
    }
    func add(_ left: inout UnsafeMutableBufferPointer<Float>, _ right: UnsafeMutableBufferPointer<Float>) {
      for index in left.indices { left[index] += right[index] }
    }
    let total = tree.sum(tree.root, add: add) { places[$0] }
    guard let total else { preconditionFailure("the nodes make up the tree") }
    _ = UnsafeMutableBufferPointer(rebasing: sum[own]).update(fromContentsOf: total)
    received.deallocate()

    let outgoing = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(sum)[own]))
    try exchange(
      Array(repeating: outgoing, count: size),
      into: parts.map { UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: sum[$0])) })
  }

  /// Sends every rank its part of this rank's vectors, and receives this rank's part of all vectors.
  private func exchangeParts(
    _ vectors: [UnsafeBufferPointer<Float>], parts: [Range<Int>], nodeCounts: [Int]
  ) throws -> PartBuffers {
    let sent = PartBuffers(parts.map { $0.count * vectors.count })
    defer { sent.deallocate() }
    let received = PartBuffers(nodeCounts.map { $0 * parts[rank].count })
    for (other, part) in parts.enumerated() {
      let target = other == rank ? received.floats(ofRank: rank) : sent.floats(ofRank: other)
      for (index, vector) in vectors.enumerated() {
        _ = UnsafeMutableBufferPointer(rebasing: target[index * part.count..<(index + 1) * part.count])
          .update(fromContentsOf: UnsafeBufferPointer(rebasing: vector[part]))
      }
    }
    do {
      try exchange(
        (0..<size).map { UnsafeRawBufferPointer(sent.floats(ofRank: $0)) },
        into: (0..<size).map { UnsafeMutableRawBufferPointer(received.floats(ofRank: $0)) })
    } catch {
      received.deallocate()
      throw error
    }
    return received
  }
}

/// A block of floats, cut into a stretch for each rank.
private struct PartBuffers {
  private let block: UnsafeMutableBufferPointer<Float>
  private let starts: [Int]

  init(_ counts: [Int]) {
    starts = counts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
    block = .allocate(capacity: max(1, starts.last ?? 0))
  }

  func floats(ofRank rank: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(rebasing: block[starts[rank]..<starts[rank + 1]])
  }

  func deallocate() { block.deallocate() }
}
