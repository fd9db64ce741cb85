import PythonValues

/// Puts rows together out of the leaves' levels.
///
/// A place of a leaf whose repetition level is at most that of the lists around a node begins a slot of the node; its
/// definition level says how far down the path there is something.
/// Source: Melnik et al., "Dremel: Interactive Analysis of Web-Scale Datasets", 2010, section 4.
struct ColumnAssembler {
  /// The leaves of the column in order.
  let leaves: [DecodedLeaf]

  /// The number of rows that the row group says it has.
  let rowCount: Int

  /// The whole column.
  static func assembled(_ node: SchemaNode, _ leaves: [DecodedLeaf], rowCount: Int) throws -> ColumnArray {
    let column = try ColumnAssembler(leaves: leaves, rowCount: rowCount).array(node, leaf: 0)
    guard column.count == rowCount else {
      throw ParquetDamage.wrongCount(part: "the number of rows", claimed: rowCount, found: column.count)
    }
    return column
  }

  private func array(_ node: SchemaNode, leaf first: Int) throws -> ColumnArray {
    switch node.kind {
    case .leaf(let leaf): return leafArray(leaf, node, leaves[first])
    case .list(let element): return try listArray(node, element, leaf: first)
    case .structure(let members): return try structureArray(node, members, leaf: first)
    }
  }

  private func leafArray(_ leaf: Leaf, _ node: SchemaNode, _ decoded: DecodedLeaf) -> ColumnArray {
    if decoded.isFull {
      return ColumnArray(
        kind: .leaf(LeafColumn(leaf, decoded.values, places: decoded.indices)), count: decoded.count)
    }
    let (most, outer) = (UInt8(leaf.maxDefinition), UInt8(node.listDefinition))
    var isWhole = decoded.indices == nil
    var next = 0
    let places = [Int32](unsafeUninitializedCapacity: decoded.count) { places, filled in
      func fill(_ place: (Int) -> Int32) {
        decoded.forEachPlace { definition, _ in
          if definition == most {
            places[filled] = place(next)
            filled += 1
            next += 1
          } else if definition >= outer {
            places[filled] = -1
            filled += 1
            isWhole = false
          }
        }
      }
      if let indices = decoded.indices {
        indices.withUnsafeBufferPointer { indices in fill { indices[$0] } }
      } else {
        fill { Int32(truncatingIfNeeded: $0) }
      }
    }
    return ColumnArray(
      kind: .leaf(LeafColumn(leaf, decoded.values, places: isWhole ? nil : places)), count: places.count)
  }

  private func listArray(_ node: SchemaNode, _ element: SchemaNode, leaf first: Int) throws -> ColumnArray {
    let leaf = leaves[first]
    let (own, inner) = (UInt8(element.listRepetition), UInt8(element.listDefinition))
    let (outer, definition) = (UInt8(node.listDefinition), UInt8(node.definition))
    var (total, nulls) = (Int32(0), 0)
    var present: [Bool] = []
    if !leaf.isFull { present.reserveCapacity(leaf.count) }
    let ends = try [Int32](unsafeUninitializedCapacity: leaf.count) { ends, filled in
      try leaf.forEachPlace { level, repetition in
        if level < outer || repetition > own { return }
        if repetition == own {
          guard filled > 0, level >= inner else {
            throw ParquetDamage.malformed(part: "a list", reason: "it goes on before it began")
          }
          total += 1
          ends[filled - 1] = total
        } else {
          if level >= inner { total += 1 }
          ends[filled] = total
          filled += 1
          if !leaf.isFull {
            present.append(level >= definition)
            nulls += level >= definition ? 0 : 1
          }
        }
      }
    }
    let elements = try array(element, leaf: first)
    guard elements.count == Int(total) else {
      throw ParquetDamage.wrongCount(
        part: "the number of elements in lists", claimed: Int(total), found: elements.count)
    }
    return ColumnArray(
      kind: .list(ends: ends, present: nulls == 0 ? nil : present, elements: elements), count: ends.count)
  }

  private func structureArray(_ node: SchemaNode, _ members: [SchemaNode], leaf first: Int) throws -> ColumnArray {
    let leaf = leaves[first]
    let (outer, list) = (UInt8(node.listDefinition), UInt8(node.listRepetition))
    var (count, nulls) = (0, 0)
    var present: [Bool] = []
    if leaf.isFull, leaf.leaf.maxRepetition == list {
      // Every place is one of the node's, and is there.
      count = leaf.count
    } else {
      present.reserveCapacity(leaf.count)
      leaf.forEachPlace { level, repetition in
        if level < outer || repetition > list { return }
        present.append(level >= UInt8(node.definition))
        nulls += level >= UInt8(node.definition) ? 0 : 1
      }
      count = present.count
    }
    var (arrays, next) = ([ColumnArray](), first)
    for member in members {
      let array = try array(member, leaf: next)
      guard array.count == count else {
        throw ParquetDamage.wrongCount(
          part: "the number of values of '\(member.name)'", claimed: count, found: array.count)
      }
      arrays.append(array)
      next += member.leaves.count
    }
    let keys = members.map { PyString($0.name) }
    return ColumnArray(kind: .structure(keys: keys, present: nulls == 0 ? nil : present, members: arrays), count: count)
  }
}
