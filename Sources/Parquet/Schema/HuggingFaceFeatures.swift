import JSON

/// What the Hugging Face `datasets` of version 5 writes beside the schema: which texts hold JSON.
///
/// Source: `datasets` 5, features `Json` and `List`, in the file's metadata under `huggingface`.
struct HuggingFaceFeatures {
  private let features: JSON

  /// Nil where the file says nothing of the kind.
  init?(_ metadata: FileMetadata) {
    guard let text = metadata.keyValues.first(where: { $0.key == "huggingface" })?.value,
      case .object(let top)? = try? JSON.parse(text, name: "huggingface"),
      case .object(let info)? = top["info"], let features = info["features"]
    else { return nil }
    self.features = features
  }

  /// The columns, with the texts marked that hold JSON.
  func applied(to columns: [SchemaNode]) -> [SchemaNode] { columns.map { marked($0, member($0.name, of: features)) } }

  private func marked(_ node: SchemaNode, _ feature: JSON?) -> SchemaNode {
    guard let feature else { return node }
    var node = node
    switch node.kind {
    case .leaf(let leaf):
      if member("_type", of: feature) == .string("Json") { node.kind = .leaf(leaf.asJSON) }
    case .list(let element):
      if case .array(let elements) = feature {
        node.kind = .list(marked(element, elements.first))
      } else {
        node.kind = .list(marked(element, member("feature", of: feature)))
      }
    case .structure(let members): node.kind = .structure(members.map { marked($0, member($0.name, of: feature)) })
    }
    return node
  }

  private func member(_ name: String, of json: JSON) -> JSON? {
    if case .object(let object) = json { object[name] } else { nil }
  }
}
