/// The footer of a file, whose field numbers are those of `parquet.thrift`.
func writtenFooter(columns: [WrittenColumn], leaves: [WrittenLeaf], groups: [WrittenGroup]) -> [UInt8] {
  let root = WrittenElement(name: "schema", childCount: columns.count)
  return CompactWriter.structure { file in
    file.integer(1, 1)
    file.list(2, [root] + columns.flatMap(WrittenElement.elements), .structure) { writer, element in
      writer.element { element.write(to: &$0) }
    }
    file.integer(3, groups.reduce(0) { $0 + $1.rowCount }, .int64)
    file.list(4, groups, .structure) { writer, group in
      writer.element { write(group, leaves, to: &$0) }
    }
    file.text(6, "tunebook")
  }
}

private func write(_ group: WrittenGroup, _ leaves: [WrittenLeaf], to writer: inout CompactWriter) {
  writer.list(1, Array(zip(leaves, group.chunks)), .structure) { writer, part in
    let (leaf, chunk) = part
    writer.element { column in
      column.integer(2, 0, .int64)
      column.structure(3) { data in
        data.integer(1, leaf.type.physical.rawValue)
        data.list(2, [0, 3], .int32) { $0.zigzag($1) }
        data.list(3, leaf.path, .binary) { $0.element($1) }
        data.integer(4, Codec.snappy.rawValue)
        data.integer(5, chunk.valueCount, .int64)
        data.integer(6, chunk.uncompressedSize, .int64)
        data.integer(7, chunk.size, .int64)
        data.integer(9, chunk.start, .int64)
      }
    }
  }
  writer.integer(2, group.chunks.reduce(0) { $0 + $1.uncompressedSize }, .int64)
  writer.integer(3, group.rowCount, .int64)
}

/// One element of the schema, as the footer lists them: each before its children.
private struct WrittenElement {
  var name: String
  var physical: Leaf.Physical?
  /// The root has none.
  var repetition: SchemaElement.Repetition?
  var childCount = 0
  var convertedType: Int?
  /// The field of the union `LogicalType` that is set.
  var logicalType: Int?

  static func elements(_ column: WrittenColumn) -> [WrittenElement] {
    let children = column.children.flatMap(elements)
    var own = WrittenElement(name: column.name, repetition: .optional)
    switch column.type {
    case .list:
      own.childCount = 1
      (own.convertedType, own.logicalType) = (3, 3)
      return [own, WrittenElement(name: "list", repetition: .repeated, childCount: 1)] + children
    case .structure:
      own.childCount = column.children.count
      return [own] + children
    case .text, .json: (own.convertedType, own.logicalType) = (0, 1)
    case .null: own.logicalType = 11
    case .bool, .integer, .float, .binary: break
    }
    own.physical = column.type.physical
    return [own]
  }

  func write(to writer: inout CompactWriter) {
    if let physical { writer.integer(1, physical.rawValue) }
    if let repetition { writer.integer(3, repetition.rawValue) }
    writer.text(4, name)
    if physical == nil { writer.integer(5, childCount) }
    if let convertedType { writer.integer(6, convertedType) }
    if let logicalType { writer.structure(10) { $0.structure(logicalType) { _ in } } }
  }
}

extension ParquetType {
  /// How values of a leaf lie in the bytes.
  fileprivate var physical: Leaf.Physical {
    switch self {
    case .bool: .boolean
    case .integer: .int64
    case .float: .double
    case .null: .int32
    default: .byteArray
    }
  }
}
