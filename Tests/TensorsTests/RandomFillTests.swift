import JSON
import TestSupport
import Testing

@testable import Tensors

private func floats(_ json: JSON?) -> [Float] { (json?.array ?? []).map { Float($0.number ?? .nan) } }

@Test func `uniform values are torch's, bit for bit`() throws {
  let recorded = try #require(try fixtureJSON("rng.json")["uniform"])
  var generator = MersenneTwister(seed: UInt64(recorded["seed"]?.integer ?? 0))
  let values = Tensor(uniform: [recorded["n"]?.integer ?? 0], in: 0..<1, from: &generator)
  #expect(values.floats() == floats(recorded["values"]))
}

@Test func `normal values are torch's within its own rounding`() throws {
  for recorded in try #require(try fixtureJSON("rng.json")["normal"]?.array) {
    var generator = MersenneTwister(seed: UInt64(recorded["seed"]?.integer ?? 0))
    let values = Tensor(normal: [recorded["n"]?.integer ?? 0], from: &generator).floats()
    let expected = floats(recorded["values"])
    #expect(values.count == expected.count)
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) <= 1.2e-7 * max(1, abs(expected))) }
  }
}

@Test func `fewer than 16 normal values are drawn in pairs`() {
  var whole = MersenneTwister(seed: 3)
  var parts = MersenneTwister(seed: 3)
  let together = Tensor(normal: [4], from: &whole).floats()
  let apart = Tensor(normal: [3], from: &parts).floats() + Tensor(normal: [1], from: &parts).floats()
  #expect(together == apart)
}

@Test func `permutations are torch's`() throws {
  for recorded in try #require(try fixtureJSON("rng.json")["randperm"]?.array) {
    var generator = MersenneTwister(seed: UInt64(recorded["seed"]?.integer ?? 0))
    let order = generator.permutation(recorded["n"]?.integer ?? 0)
    let expected = (recorded["perm"]?.array ?? []).map { $0.integer ?? -1 }
    #expect(Array(order.prefix(expected.count)) == expected)
  }
}

@Test(arguments: [0, 1, 63, 64, 65, 65_536, 65_537, 70_000, 1 << 20, (1 << 20) + 1])
func `a block's size class holds the bytes and wastes an eighth at most`(count: Int) {
  let size = BlockRecycler.sizeClass(count)
  #expect(size >= count && size % 64 == 0)
  #expect(size <= max(64, count + count / 8 + 63))
  #expect(BlockRecycler.sizeClass(size) == size)
}

@Test func `zeros are zeros on recycled blocks too`() {
  do {
    let used = Tensor(zeros: [100_000])
    used.withMutableFloats { for index in $0.indices { $0[index] = 1 } }
  }
  #expect(Tensor(zeros: [100_000]).floats().allSatisfy { $0 == 0 })
}
