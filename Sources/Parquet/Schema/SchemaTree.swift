/// The schema's elements as they lie in one another, before lists are understood.
struct SchemaTree {
  let element: SchemaElement
  let children: [SchemaTree]

  /// Whether the element holds values itself.
  var isLeaf: Bool { element.physicalType != nil }

  /// The tree of a footer's list.
  static func root(_ elements: [SchemaElement]) throws -> SchemaTree {
    var next = 0
    guard !elements.isEmpty else { throw ParquetDamage.malformed(part: "the schema", reason: "it is empty") }
    let root = try SchemaTree(elements, &next, depth: 0)
    guard next == elements.count else {
      throw ParquetDamage.wrongCount(part: "the schema's root", claimed: next, found: elements.count)
    }
    guard !root.isLeaf else { throw ParquetDamage.malformed(part: "the schema", reason: "its root is a column") }
    return root
  }

  private init(_ elements: [SchemaElement], _ next: inout Int, depth: Int) throws {
    guard depth < 60 else {
      throw ParquetDamage.malformed(part: "the schema", reason: "it nests deeper than 60 levels")
    }
    let element = elements[next]
    next += 1
    let claimed = element.physicalType == nil ? element.childCount : 0
    guard claimed >= 0, claimed <= elements.count - next else {
      throw ParquetDamage.wrongCount(
        part: "the schema's number of children of '\(element.name)'", claimed: claimed, found: elements.count - next)
    }
    var children: [SchemaTree] = []
    for _ in 0..<claimed {
      guard next < elements.count else {
        throw ParquetDamage.wrongCount(
          part: "the schema's number of children of '\(element.name)'", claimed: claimed, found: children.count)
      }
      children.append(try SchemaTree(elements, &next, depth: depth + 1))
    }
    self.element = element
    self.children = children
  }
}

/// Levels that lead to a place in the schema.
private struct Levels {
  var definition = 0
  var repetition = 0
  var listDefinition = 0
  var listRepetition = 0

  /// The levels inside a list at this place.
  var insideList: Levels {
    Levels(
      definition: definition + 1, repetition: repetition + 1, listDefinition: definition + 1,
      listRepetition: repetition + 1)
  }
}

/// Makes columns of a tree: finds the lists, of old layouts too, and counts the leaves.
///
/// Source: parquet-format, LogicalTypes.md, "Nested Types", with its rules for old files.
struct SchemaBuilder {
  private var leafCount = 0

  /// The file's columns.
  static func columns(_ elements: [SchemaElement]) throws -> [SchemaNode] {
    var builder = SchemaBuilder()
    return try SchemaTree.root(elements).children.map { try builder.node($0, Levels()) }
  }

  private mutating func node(_ tree: SchemaTree, _ parent: Levels) throws -> SchemaNode {
    switch tree.element.repetition {
    case .repeated: return list(tree, try body(tree, parent.insideList), at: parent)
    case .required: return try body(tree, parent)
    case .optional:
      var levels = parent
      levels.definition += 1
      return try body(tree, levels)
    }
  }

  /// A node whose own repetition is already counted.
  private mutating func body(_ tree: SchemaTree, _ levels: Levels) throws -> SchemaNode {
    if tree.isLeaf {
      let leaf = try Leaf(
        tree.element, index: leafCount, definition: levels.definition, repetition: levels.repetition)
      leafCount += 1
      return node(tree, .leaf(leaf), levels)
    }
    guard !tree.children.isEmpty else {
      throw ParquetDamage.malformed(part: "the schema", reason: "the group '\(tree.element.name)' holds no columns")
    }
    if let repeated = tree.children.first, tree.children.count == 1, repeated.element.repetition == .repeated {
      if tree.isList { return list(tree, try element(of: tree, repeated, levels.insideList), at: levels) }
      if tree.isMap, !repeated.isLeaf, repeated.children.count <= 2 {
        return list(tree, try entry(repeated, levels.insideList), at: levels)
      }
    }
    return node(tree, .structure(try tree.children.map { try node($0, levels) }), levels)
  }

  private mutating func element(of list: SchemaTree, _ repeated: SchemaTree, _ levels: Levels) throws -> SchemaNode {
    let isOldLayout =
      repeated.isLeaf || repeated.children.count != 1 || repeated.isList || repeated.isMap
      || repeated.children[0].element.repetition == .repeated
      || repeated.element.name == "array" || repeated.element.name == list.element.name + "_tuple"
    return isOldLayout ? try body(repeated, levels) : try node(repeated.children[0], levels)
  }

  /// A map's key and value, under these names.
  private mutating func entry(_ repeated: SchemaTree, _ levels: Levels) throws -> SchemaNode {
    let members = try zip(["key", "value"], repeated.children).map { name, child in
      let member = try node(child, levels)
      return SchemaNode(
        name: name, kind: member.kind, definition: member.definition, listDefinition: member.listDefinition,
        listRepetition: member.listRepetition)
    }
    return node(repeated, .structure(members), levels)
  }

  private func list(_ tree: SchemaTree, _ element: SchemaNode, at levels: Levels) -> SchemaNode {
    node(tree, .list(element), levels)
  }

  private func node(_ tree: SchemaTree, _ kind: SchemaNode.Kind, _ levels: Levels) -> SchemaNode {
    SchemaNode(
      name: tree.element.name, kind: kind, definition: levels.definition, listDefinition: levels.listDefinition,
      listRepetition: levels.listRepetition)
  }
}

extension SchemaTree {
  fileprivate var isList: Bool {
    !isLeaf && (element.logicalType == .list || (element.logicalType == nil && element.convertedType == 3))
  }

  fileprivate var isMap: Bool {
    !isLeaf && (element.logicalType == .map || (element.logicalType == nil && [1, 2].contains(element.convertedType)))
  }
}
