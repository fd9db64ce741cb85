import Files

/// The bytes and the footer of a file, shared by its columns.
final class ParquetSource {
  let path: String
  let file: MappedFile
  let metadata: FileMetadata

  /// Where the pages end and the footer begins.
  let dataEnd: Int

  /// The number of rows before each row group, and after the last.
  let rowStarts: [Int]

  init(path: String) throws(ParquetError) {
    do {
      file = try MappedFile(path: path)
    } catch {
      throw .unreadable(error)
    }
    let bytes = file.bytes
    guard !bytes.isEmpty else { throw .emptyFile(path: path) }
    let tail = bytes.count < 12 ? [] : Array(bytes[(bytes.count - 4)...])
    if tail == Array("PARE".utf8) { throw .encrypted(path: path) }
    guard tail == Array("PAR1".utf8) else { throw .notParquet(path: path) }
    let claimed = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt32.self)))
    guard claimed <= bytes.count - 12 else {
      throw .footerTooLarge(path: path, claimed: claimed, size: bytes.count)
    }
    dataEnd = bytes.count - 8 - claimed
    let metadata: FileMetadata
    do {
      metadata = try FileMetadata(UnsafeRawBufferPointer(rebasing: bytes[dataEnd..<bytes.count - 8]))
    } catch let damage as ParquetDamage {
      throw .damagedFooter(path: path, damage: damage)
    } catch {
      throw .damagedFooter(path: path, damage: .malformed(part: "the footer", reason: "\(error)"))
    }
    if metadata.isEncrypted { throw .encrypted(path: path) }
    self.path = path
    self.metadata = metadata
    rowStarts = try ParquetSource.rowStarts(metadata, path: path)
  }

  private static func rowStarts(_ metadata: FileMetadata, path: String) throws(ParquetError) -> [Int] {
    var starts = [0]
    for group in metadata.rowGroups {
      let (end, overflow) = starts[starts.count - 1].addingReportingOverflow(group.rowCount)
      guard group.rowCount >= 0, !overflow, end <= 1 << 48 else {
        throw .wrongRowCount(path: path, claimed: group.rowCount, found: starts[starts.count - 1])
      }
      starts.append(end)
    }
    guard metadata.rowCount == starts[starts.count - 1] else {
      throw .wrongRowCount(path: path, claimed: metadata.rowCount, found: starts[starts.count - 1])
    }
    return starts
  }

  /// Compares what the footer says of the row groups with the schema, and a great number of rows with the pages.
  func checkGroups(leafCount: Int) throws {
    for group in metadata.rowGroups {
      guard group.chunks.count == leafCount else {
        throw ParquetDamage.wrongCount(
          part: "a row group's number of columns", claimed: group.chunks.count, found: leafCount)
      }
      for chunk in group.chunks {
        if chunk.isEncrypted { throw ParquetError.encrypted(path: path) }
        guard chunk.filePath == nil else {
          throw ParquetDamage.malformed(part: "a column chunk", reason: "it lies in another file")
        }
        guard chunk.hasMetadata else {
          throw ParquetDamage.malformed(part: "a column chunk", reason: "nothing is said of it")
        }
      }
      try checkRows(group)
    }
  }

  /// Rows that so few bytes hardly hold are counted in the pages before anyone reserves room for them.
  private func checkRows(_ group: RowGroup) throws {
    guard let chunk = group.chunks.first else {
      guard group.rowCount == 0 else {
        throw ParquetError.wrongRowCount(path: path, claimed: metadata.rowCount, found: 0)
      }
      return
    }
    guard group.rowCount > 1024, group.rowCount / 64 > max(chunk.compressedSize, 0) else { return }
    let layout = try ChunkLayout(chunk, file: file.bytes, dataEnd: dataEnd, checksCount: false)
    guard group.rowCount <= layout.valueCount else {
      throw ParquetError.wrongRowCount(path: path, claimed: metadata.rowCount, found: layout.valueCount)
    }
  }
}
