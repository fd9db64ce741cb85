/// The tokens that stand before and after every text.
struct TokenTemplate: Equatable, Sendable {
  var prefix: [Int32] = []
  var suffix: [Int32] = []
}
