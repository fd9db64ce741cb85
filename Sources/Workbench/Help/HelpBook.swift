import CellLanguage
import PythonValues

/// All help records, and which of them a name in a cell means.
struct HelpBook {
  /// The pages, in the order in which the documents list them.
  static let pages: [HelpPage] = [
    .tokenizer, .dataset, .model, .adapter, .training, .looking, .tensor, .plot, .builtins, .modules,
  ]

  private static let notes = Dictionary(
    pages.flatMap(\.notes).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The note of a name as the pages write it.
  static func note(_ name: String) -> HelpNote? { notes[name] }

  private static let topics = pages.flatMap(\.topics)

  private let interpreter: Interpreter

  init(_ interpreter: Interpreter) { self.interpreter = interpreter }

  /// The record of a name, dotted or not, as it stands in a cell; nil where nothing is known of it.
  func record(_ path: String) -> HelpRecord? {
    var parts = path.split(separator: ".").map(String.init)
    guard let value = value(parts) else { return nil }
    let last = parts.removeLast()
    if !parts.isEmpty, let owner = self.value(parts) {
      if let topic = Self.topics.first(where: { $0.recognizes(owner) }),
        let row = topic.rows.first(where: { $0.name == last })
      {
        return HelpRecord(row, of: topic, shownAs: path)
      }
      if let container = Self.ownName(owner) ?? canonical(parts),
        let note = Self.note("\(container).\(last)")
      {
        return HelpRecord(note, shownAs: path, value: value)
      }
    }
    if let note = note(of: value, named: parts + [last]) { return HelpRecord(note, shownAs: path, value: value) }
    return Self.topics.first { $0.recognizes(value) }.map { HelpRecord($0, shownAs: path) }
  }

  /// The record of a value, whatever it is called; nil where nothing is known of it.
  func record(of value: Value) -> HelpRecord? {
    guard let object = value.object else { return nil }
    if let name = interpreter.knownNames.first(where: { interpreter.value(of: $0)?.object === object }),
      let record = record(name)
    {
      return record
    }
    if let function = object as? NativeFunction {
      for topic in Self.topics {
        guard let row = topic.rows.first(where: { $0.name == function.name }),
          row.signature.map({ Signature($0).text }) == function.signature.text
        else { continue }
        return HelpRecord(row, of: topic, shownAs: "\(topic.variable).\(row.name)")
      }
    }
    if let note = note(of: value, named: []) { return HelpRecord(note, shownAs: note.name, value: value) }
    return Self.topics.first { $0.recognizes(value) }.map { HelpRecord($0, shownAs: $0.variable) }
  }

  private func value(_ parts: [String]) -> Value? {
    guard let first = parts.first, var value = interpreter.value(of: first) else { return nil }
    for part in parts.dropFirst() {
      guard let next = try? value.attributeIfPresent(part) else { return nil }
      value = next
    }
    return value
  }

  private func note(of value: Value, named parts: [String]) -> HelpNote? {
    if let name = Self.ownName(value), let note = Self.note(name) { return note }
    if let name = canonical(parts), let note = Self.note(name) { return note }
    return value.object.flatMap(imported)
  }

  /// The name of a module or a class, whatever a cell calls it.
  private static func ownName(_ value: Value) -> String? {
    let name: String? =
      switch value.object {
      case let module as Module: module.name
      case let names as NamespaceObject: names.name
      case let type as HostClass: type.name
      default: nil
      }
    return ["matplotlib.pyplot": "plt", "posixpath": "os.path"][name] ?? name
  }

  /// The dotted name, unless a cell gave its first part a meaning of its own.
  private func canonical(_ parts: [String]) -> String? {
    guard let first = parts.first else { return nil }
    if let own = interpreter.userNames.first(where: { $0.name == first })?.value, Self.ownName(own) != first {
      return nil
    }
    return parts.joined(separator: ".")
  }

  /// The note of a function that a cell imported under a name of its own.
  private func imported(_ object: PyObject) -> HelpNote? {
    guard let name = (object as? NativeFunction)?.name else { return nil }
    for module in interpreter.moduleNames {
      guard let found = try? interpreter.importModule(module), let value = try? found.attribute(name),
        value.object === object
      else { continue }
      let container = Self.ownName(.object(found)) ?? module
      if let note = Self.note("\(container).\(name)") ?? Self.note(name) { return note }
    }
    return nil
  }
}

extension Dictionary where Key == String, Value == String {
  fileprivate subscript(name: String?) -> String? { name.flatMap { self[$0] } }
}
