import Files

/// Why a parquet file cannot be read.
public enum ParquetError: Error, Equatable, Sendable {
  /// The system refused the file.
  case unreadable(FileError)
  /// The file holds no bytes.
  case emptyFile(path: String)
  /// The file does not end with PAR1.
  case notParquet(path: String)
  /// The file, or one of its columns, is encrypted.
  case encrypted(path: String)
  /// The footer claims to be larger than the file.
  case footerTooLarge(path: String, claimed: Int, size: Int)
  /// The footer's own bytes make no sense.
  case damagedFooter(path: String, damage: ParquetDamage)
  /// The footer claims other rows than the file holds.
  case wrongRowCount(path: String, claimed: Int, found: Int)
  /// The bytes of a column make no sense.
  case damagedColumn(path: String, column: String, damage: ParquetDamage)
  /// A column is compressed in a way that is not read.
  case unsupportedCodec(path: String, column: String, codec: String)
  /// A column is encoded in a way that is not read.
  case unsupportedEncoding(path: String, column: String, encoding: String)
  /// A column needs a library that the machine lacks.
  case missingLibrary(path: String, column: String, codec: String, library: String, package: String)
}

extension ParquetError: CustomStringConvertible {
  /// One sentence for people: what is wrong, where, what to do.
  public var description: String {
    switch self {
    case .unreadable(let error): "\(error)"
    case .emptyFile(let path): "\(path): the file is empty, not parquet: write or download it again"
    case .notParquet(let path):
      "\(path): not parquet, or cut off: the file does not end with PAR1; write or download it again"
    case .encrypted(let path): "\(path): the file is encrypted, which is not read: write it without encryption"
    case .footerTooLarge(let path, let claimed, let size):
      "\(path): the footer claims \(claimed) bytes, but the file has \(size): write or download it again"
    case .damagedFooter(let path, let damage):
      "\(path): the footer is damaged: \(damage); write or download the file again"
    case .wrongRowCount(let path, let claimed, let found):
      "\(path): the footer claims \(claimed) rows, but the pages hold \(found): write or download the file again"
    case .damagedColumn(let path, let column, let damage):
      "\(path): column '\(column)': \(damage); write or download the file again"
    case .unsupportedCodec(let path, let column, let codec):
      "\(path): column '\(column)' is compressed with \(codec), which is not read: write the file with snappy, zstd or gzip"
    case .unsupportedEncoding(let path, let column, let encoding):
      "\(path): column '\(column)' is encoded as \(encoding), which is not read: write the file with PLAIN or dictionary encoding"
    case .missingLibrary(let path, let column, let codec, let library, let package):
      "\(path): column '\(column)' is compressed with \(codec), and \(library) is not on this machine: install the package \(package)"
    }
  }
}
