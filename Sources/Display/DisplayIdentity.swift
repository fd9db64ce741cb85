import Synchronization

private let identitiesMade = Atomic<Int>(0)

/// Who a shown thing is, so that a later one can take its place: a plot redrawn, a bar moved on.
public struct DisplayIdentity: Hashable, Sendable {
  /// A number that no other identity of this process has.
  public let number: Int

  /// Makes an identity that no other thing has.
  public init() { number = identitiesMade.add(1, ordering: .relaxed).newValue }
}
