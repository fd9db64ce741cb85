/// What a column holds, as a cell sees it.
public indirect enum ParquetType: Equatable, Sendable {
  /// Nothing but None.
  case null
  /// Truth values.
  case bool
  /// Integers; one beyond 64 bits is an error when it is touched.
  case integer
  /// Floats.
  case float
  /// Text; also times, dates and decimals, which become text.
  case text
  /// Bytes, which are an error when they are touched.
  case binary
  /// Texts of JSON that are shown as the values they hold.
  case json
  /// Lists of one kind; a map is a list of structures of `key` and `value`.
  case list(ParquetType)
  /// Dicts with the same keys in each row.
  case structure([Member])

  /// One key of a structure.
  public struct Member: Equatable, Sendable {
    /// The key.
    public let name: String
    /// What it holds.
    public let type: ParquetType

    /// Makes a member.
    public init(name: String, type: ParquetType) {
      self.name = name
      self.type = type
    }
  }
}
