import JSON
import TestSupport
import Testing

@testable import Datasets

@Test func `permutations are those of numpy's default_rng`() throws {
  let record = try fixtureJSON("datasets/random.json")
  for item in try #require(record["permutations"]?.array) {
    let seed = try #require(item["seed"]?.integer)
    let count = try #require(item["count"]?.integer)
    var generator = NumPyGenerator(seed: UInt64(seed))
    #expect(generator.permutation(count) == item["order"]?.array?.compactMap(\.integer), "seed \(seed), \(count) rows")
  }
  var generator = NumPyGenerator(seed: 42)
  let order = generator.permutation(100_000)
  #expect(Array(order.prefix(20)) == record["large"]?["head"]?.array?.compactMap(\.integer))
  #expect(Array(order.suffix(20)) == record["large"]?["tail"]?.array?.compactMap(\.integer))
}

@Test func `samples and shuffles are those of CPython's Random`() throws {
  for item in try #require(try fixtureJSON("datasets/random.json")["samples"]?.array) {
    let seed = try #require(item["seed"]?.integer)
    let population = try #require(item["population"]?.integer)
    let count = try #require(item["count"]?.integer)
    var random = PythonRandom(seed: UInt64(seed))
    #expect(random.sample(population, count) == item["sample"]?.array?.compactMap(\.integer), "seed \(seed)")
    var rest = Array(0..<7)
    random.shuffle(&rest)
    #expect(rest == item["shuffled"]?.array?.compactMap(\.integer), "seed \(seed)")
  }
}
