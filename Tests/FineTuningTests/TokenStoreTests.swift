import Testing

@testable import FineTuning

@Test func `tokens beyond the limit come back from the file, across its end too`() {
  let store = TokenStore(limit: 100)
  let whole = (0..<1050).map { Int32($0 * 7) }
  var start = 0
  for length in [1, 98, 3, 0, 250, 97, 1, 400, 200] {
    store.append(whole[start..<start + length])
    start += length
    #expect(store.count == start)
    #expect(store[0..<start] == Array(whole[..<start]))
  }
  for range in [0..<1, 0..<0, 99..<103, 352..<353, 448..<1050, 1049..<1050, 1050..<1050] {
    #expect(store[range] == Array(whole[range]))
  }
}
