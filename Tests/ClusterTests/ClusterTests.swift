import Files
import TestSupport
import Testing

@testable import Cluster

@Suite struct `Ranks of a cluster` {
  @Test func `a process that nobody launched with others is a rank alone`() throws {
    #expect(try Cluster.join({ _ in nil }, shims: []) == 1)
    #expect(Cluster.current.size == 1 && Cluster.current.isFirst && !Cluster.current.isShared)
    #expect(try Cluster.current.gather([1, 2]) == [[1, 2]])
    #expect(Cluster.current.share(of: 7) == 0..<7)
  }

  @Test(arguments: [
    (["OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_RANK": "3", "OMPI_COMM_WORLD_LOCAL_SIZE": "2"], 4, 3),
    (["PMI_SIZE": "2", "PMI_RANK": "0"], 2, 0),
    (["SLURM_NTASKS": "3", "SLURM_PROCID": "1", "SLURM_STEP_ID": "0"], 3, 1),
  ])
  func `a launcher's variables say how many ranks there are`(
    variables: [String: String], size: Int, rank: Int
  ) throws {
    let launcher = try #require(Launcher { variables[$0] })
    #expect(launcher.size == size && launcher.rank == rank)
  }

  @Test(arguments: [
    ["SLURM_NTASKS": "3", "SLURM_PROCID": "0"], ["PMI_SIZE": "x", "PMI_RANK": "0"],
    ["OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": "2"],
  ])
  func `variables that make no sense, or belong to a batch job, launch nothing`(variables: [String: String]) {
    #expect(Launcher { variables[$0] } == nil)
  }

  @Test func `without a shim the error says what to build`() {
    let variables = ["PMI_SIZE": "2", "PMI_RANK": "0"]
    #expect(throws: ClusterError.noShim(launcher: "mpiexec (PMI)", ranks: 2, tried: "no/shim.so")) {
      try Cluster.join({ variables[$0] }, shims: ["no/shim.so"])
    }
  }

  @Test(arguments: 1...5) func `gather gives every rank everybody's bytes`(size: Int) throws {
    let all = try onRanks(size) { try $0.gather(Array(repeating: UInt8($0.rank), count: $0.rank * 3)) }
    let expected = (0..<size).map { Array(repeating: UInt8($0), count: $0 * 3) }
    #expect(all.allSatisfy { $0 == expected })
  }

  @Test(arguments: 1...6) func `broadcast gives every rank what rank 0 has`(size: Int) throws {
    let bytes = (0..<1000).map { UInt8($0 % 251) }
    #expect(try onRanks(size) { try $0.broadcast($0.isFirst ? bytes : [9]) }.allSatisfy { $0 == bytes })
    #expect(try onRanks(size) { try $0.broadcast(Double($0.rank) + 0.1) }.allSatisfy { $0 == 0.1 })
  }

  @Test func `ranks that differ are named`() throws {
    #expect(throws: ClusterError.difference(what: "seed", ranks: [2])) {
      _ = try onRanks(3) { try $0.requireSame("seed", $0.rank == 2 ? "7" : "42") }
    }
  }

  @Test func `one yes among the ranks is a yes`() throws {
    #expect(try onRanks(3) { try $0.any($0.rank == 1) } == [true, true, true])
    #expect(try onRanks(3) { try $0.any(false) } == [false, false, false])
  }

  @Test(arguments: [1, 2, 3, 4, 5, 8], [1, 2, 3, 4, 7]) func `slices add to the same bits on any number of ranks`(
    slices: Int, size: Int
  ) throws {
    let tree = SliceTree(slices)
    let length = 101
    let sums = try onRanks(size) { cluster in
      let vectors = tree.nodes(within: tree.slices(ofRank: cluster.rank, of: size)).map {
        sumOfSlices(tree, $0, length)
      }
      var sum = [Float](repeating: .nan, count: length)
      try sum.withUnsafeMutableBufferPointer { sum in
        try withPointers(vectors[...]) { try cluster.sum($0, tree: tree, into: sum) }
      }
      return sum.map(\.bitPattern)
    }
    let alone = sumOfSlices(tree, tree.root, length)
    for sum in sums { #expect(sum == alone.map(\.bitPattern)) }
  }

  @Test func `the ranks' slices follow each other and leave none out`() {
    for count in 1...9 {
      for size in 1...6 {
        let tree = SliceTree(count)
        #expect((0..<size).flatMap { Array(tree.slices(ofRank: $0, of: size)) } == Array(0..<count))
      }
    }
    #expect(SliceTree(6).children(of: 0..<6)?.left == 0..<4)
    #expect(SliceTree(4).nodes(within: 1..<4) == [1..<2, 2..<4])
  }

  @Test func `a folder that only rank 0 has is sent to the others`() throws {
    let folder = try TemporaryFolder()
    try writeFile(folder.path("a.txt"), Array("one".utf8))
    try writeFile(folder.path("b.bin"), (0..<5000).map { UInt8($0 % 256) })
    let (here, elsewhere) = (folder.path, folder.path("not-here"))
    let read = try onRanks(3) { cluster in
      let copy = try cluster.localCopy(ofFolder: cluster.isFirst ? here : elsewhere)
      defer { cluster.removeCopies() }
      return (copy == here, try readFile(joinPath(copy, "a.txt")), try readFile(joinPath(copy, "b.bin")).count)
    }
    #expect(read.map(\.0) == [true, false, false])
    #expect(read.allSatisfy { $0.1 == Array("one".utf8) && $0.2 == 5000 })
    #expect(try onRanks(2) { try $0.localCopy(ofFolder: here) } == [here, here])
  }
}

@Suite struct `Messages of the link` {
  @Test func `a stream of messages is cut where they end, however it arrives`() throws {
    let sent: [LinkMessage] = [.beat, .failed("rank 2: 值"), .beat, .end, .goodbye]
    let bytes = sent.flatMap(\.bytes)
    for size in [1, 3, bytes.count] {
      var reader = LinkReader()
      var read: [LinkMessage] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        let messages = reader.take(bytes[start..<min(bytes.count, start + size)])
        read += try #require(messages)
      }
      #expect(read == sent)
    }
  }

  @Test func `bytes that are no message are noticed`() {
    var reader = LinkReader()
    let unknown = reader.take([9, 0, 0, 0, 0])
    reader = LinkReader()
    let endless = reader.take([1, 255, 255, 255, 255])
    #expect(unknown == nil && endless == nil)
  }
}

private func slice(_ number: Int, _ length: Int) -> [Float] {
  (0..<length).map { Float(($0 * 7919 + number * 104_729) % 10_007) / 3 - 1500 }
}

private func sumOfSlices(_ tree: SliceTree, _ node: Range<Int>, _ length: Int) -> [Float] {
  func add(_ left: inout [Float], _ right: [Float]) { for index in left.indices { left[index] += right[index] } }
  return tree.sum(node, add: add) { $0.count == 1 ? slice($0.lowerBound, length) : nil } ?? []
}

private func withPointers(
  _ vectors: ArraySlice<[Float]>, _ lent: [UnsafeBufferPointer<Float>] = [],
  _ body: ([UnsafeBufferPointer<Float>]) throws -> Void
) throws {
  guard let first = vectors.first else { return try body(lent) }
  try first.withUnsafeBufferPointer { try withPointers(vectors.dropFirst(), lent + [$0], body) }
}
