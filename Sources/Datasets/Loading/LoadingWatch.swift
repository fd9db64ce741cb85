/// Tells how far the reading of some files has come.
final class LoadingWatch {
  private let bytes: Int
  private let report: ((Int, Int) throws -> Void)?
  private var before = 0

  init(bytes: Int, report: ((Int, Int) throws -> Void)?) {
    self.bytes = bytes
    self.report = report
  }

  /// Says that a file's bytes before an offset have become rows.
  func reached(_ offset: Int) throws { try report?(min(before + offset, bytes), bytes) }

  /// Says that a whole file has.
  func ended(_ size: Int) { before += size }
}
