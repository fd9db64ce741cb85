/// A column or a part of one, with the levels at which it is there.
struct SchemaNode {
  indirect enum Kind {
    case leaf(Leaf)
    case list(SchemaNode)
    case structure([SchemaNode])
  }

  let name: String
  var kind: Kind

  /// The definition level from which on the node is not null.
  let definition: Int

  /// The definition level from which on the innermost list around the node has an element; 0 where there is none.
  let listDefinition: Int

  /// The repetition level of the innermost list around the node; 0 where there is none.
  let listRepetition: Int

  /// What a cell sees.
  var type: ParquetType {
    switch kind {
    case .leaf(let leaf): leaf.type
    case .list(let element): .list(element.type)
    case .structure(let members): .structure(members.map { ParquetType.Member(name: $0.name, type: $0.type) })
    }
  }

  /// The columns of the file that the node is made of, in order.
  var leaves: [Leaf] {
    switch kind {
    case .leaf(let leaf): [leaf]
    case .list(let element): element.leaves
    case .structure(let members): members.flatMap(\.leaves)
    }
  }
}
