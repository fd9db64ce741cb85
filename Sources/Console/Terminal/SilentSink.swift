import Display

/// Shows nothing: for the ranks of a run of which the first shows everything.
final class SilentSink: DisplaySink {
  /// The last failure, which the others do not have where it is this rank's alone.
  private(set) var failure: CellFailure?

  /// Keeps a failure, passes over everything else.
  func show(_ event: DisplayEvent) {
    if case .failure(let failure) = event { self.failure = failure }
  }
}
