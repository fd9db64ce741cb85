/// What is wrong with bytes that should be parquet.
public enum ParquetDamage: Error, Equatable, Sendable {
  /// The bytes end inside a part.
  case endsEarly(part: String)
  /// A part claims more than there is room for.
  case claimsTooMuch(part: String, claimed: Int, unit: String, limit: Int, place: String)
  /// A number of things differs from what was said before.
  case wrongCount(part: String, claimed: Int, found: Int)
  /// A number lies outside what is allowed.
  case outOfRange(part: String, value: Int, limit: String)
  /// A part has a form that it cannot have.
  case malformed(part: String, reason: String)
  /// Compressed bytes do not decompress.
  case corrupt(codec: String, reason: String)
}

extension ParquetDamage: CustomStringConvertible {
  /// A part of a sentence.
  public var description: String {
    switch self {
    case .endsEarly(let part): "the bytes end inside \(part)"
    case .claimsTooMuch(let part, let claimed, let unit, let limit, let place):
      "\(part) claims \(claimed) \(unit), but \(place) has \(limit)"
    case .wrongCount(let part, let claimed, let found): "\(part) claims \(claimed), but there are \(found)"
    case .outOfRange(let part, let value, let limit): "\(part) (\(value)) is out of range: \(limit)"
    case .malformed(let part, let reason): "\(part) is malformed: \(reason)"
    case .corrupt(let codec, let reason): "corrupt \(codec) data (\(reason))"
    }
  }
}

/// What a column needs and this program or machine lacks; the column adds its name.
enum ParquetLack: Error {
  case codec(String)
  case encoding(String)
  case library(codec: String, library: String, package: String)
  case key
}
