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
    if leaf.maxDefinition == 0 {
      return ColumnArray(
        kind: .leaf(LeafColumn(leaf, decoded.values, places: decoded.indices)), count: decoded.count)
    }
    let (most, outer) = (UInt8(leaf.maxDefinition), UInt8(node.listDefinition))
    var places: [Int32] = []
    places.reserveCapacity(decoded.count)
    var (next, isWhole) = (0, decoded.indices == nil)
    for definition in decoded.definitions {
      if definition == most {
        places.append(decoded.indices?[next] ?? Int32(next))
        next += 1
      } else if definition >= outer {
        places.append(-1)
        isWhole = false
      }
    }
    return ColumnArray(
      kind: .leaf(LeafColumn(leaf, decoded.values, places: isWhole ? nil : places)), count: places.count)
  }

  private func listArray(_ node: SchemaNode, _ element: SchemaNode, leaf first: Int) throws -> ColumnArray {
    let leaf = leaves[first]
    let (own, inner) = (UInt8(element.listRepetition), UInt8(element.listDefinition))
    let (outer, definition) = (UInt8(node.listDefinition), UInt8(node.definition))
    var (ends, present) = ([Int](), [Bool]())
    var total = 0
    for place in 0..<leaf.count {
      let (level, repetition) = (leaf.definitions[place], leaf.repetitions[place])
      if level < outer || repetition > own { continue }
      if repetition == own {
        guard !ends.isEmpty, level >= inner else {
          throw ParquetDamage.malformed(part: "a list", reason: "it goes on before it began")
        }
        total += 1
        ends[ends.count - 1] = total
      } else {
        if level >= inner { total += 1 }
        ends.append(total)
        present.append(level >= definition)
      }
    }
    let elements = try array(element, leaf: first)
    guard elements.count == total else {
      throw ParquetDamage.wrongCount(part: "the number of elements in lists", claimed: total, found: elements.count)
    }
    return ColumnArray(kind: .list(ends: ends, present: present, elements: elements), count: ends.count)
  }

  private func structureArray(_ node: SchemaNode, _ members: [SchemaNode], leaf first: Int) throws -> ColumnArray {
    let leaf = leaves[first]
    let (outer, list) = (UInt8(node.listDefinition), UInt8(node.listRepetition))
    var present: [Bool] = []
    for place in 0..<leaf.count {
      let level = leaf.definitions.isEmpty ? 0 : leaf.definitions[place]
      if level < outer || (!leaf.repetitions.isEmpty && leaf.repetitions[place] > list) { continue }
      present.append(level >= UInt8(node.definition))
    }
    var (arrays, next) = ([ColumnArray](), first)
    for member in members {
      let array = try array(member, leaf: next)
      guard array.count == present.count else {
        throw ParquetDamage.wrongCount(
          part: "the number of values of '\(member.name)'", claimed: present.count, found: array.count)
      }
      arrays.append(array)
      next += member.leaves.count
    }
    let keys = members.map { PyString($0.name) }
    return ColumnArray(kind: .structure(keys: keys, present: present, members: arrays), count: present.count)
  }
}
