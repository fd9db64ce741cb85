import Glibc
import Testing

@testable import Tensors

@Suite struct BlockRecyclerTests {
  @Test(arguments: [1, 64, 65_535, 65_537, 100_000, 1 << 20, 5_000_000])
  func `a block is aligned, large enough and can be written`(count: Int) {
    let recycler = BlockRecycler()
    let block = recycler.take(count)
    #expect(UInt(bitPattern: block.address) % 64 == 0)
    #expect(block.sizeInBytes >= count)
    memset(block.address, 1, block.sizeInBytes)
    recycler.giveBack(block)
  }

  @Test(arguments: [140_000, 3_000_000]) func `a freed block serves its size, two thirds of it, and no other`(
    count: Int
  ) {
    let recycler = BlockRecycler()
    let first = recycler.take(count)
    recycler.giveBack(first)
    for other in [count, count * 7 / 8, count * 3 / 4] {
      let again = recycler.take(other)
      #expect(again.address == first.address, "\(other) bytes")
      recycler.giveBack(again)
    }
    for other in [count / 2, 2 * count] {
      let own = recycler.take(other)
      #expect(own.sizeInBytes == BlockRecycler.sizeClass(other), "\(other) bytes")
      recycler.giveBack(own)
    }
  }

  @Test func `windows of all lengths stay within the memory of the longest`() {
    let recycler = BlockRecycler()
    for step in 0..<200 {
      let tokens = 100 + step * 7919 % 400
      let blocks = [896, 896, 4864, 4864, 128, 2000].flatMap { width in
        (0..<4).map { _ in recycler.take(tokens * width * 4) }
      }
      for block in blocks { recycler.giveBack(block) }
      let totals = recycler.totals
      #expect(totals.lent == 0)
      #expect(totals.kept <= totals.mostAsked + totals.mostAsked / 4, "step \(step)")
    }
    let longest = 4 * 4 * 499 * (2 * 896 + 2 * 4864 + 128 + 2000)  // lengths come to 100 ... 499
    #expect(recycler.totals.mostAsked <= longest + longest / 8)
  }
}
