import PythonValues

extension Renderer {
  static let selectionFilters: [String: Filter] = [
    "map": Filter("value, *arguments, **names") { try $1.map($0) },
    "select": Filter("value, *arguments, **names") { try $1.select($0, keeps: true, byAttribute: false) },
    "reject": Filter("value, *arguments, **names") { try $1.select($0, keeps: false, byAttribute: false) },
    "selectattr": Filter("value, *arguments, **names") { try $1.select($0, keeps: true, byAttribute: true) },
    "rejectattr": Filter("value, *arguments, **names") { try $1.select($0, keeps: false, byAttribute: true) },
  ]

  private func map(_ arguments: BoundArguments) throws -> Value {
    if arguments.variadic.isEmpty, let attribute = arguments.keywords.first(where: { $0.name == "attribute" })?.value {
      if let extra = arguments.keywords.first(where: { $0.name != "attribute" && $0.name != "default" }) {
        throw Misuse(message: "Unexpected keyword argument '\(extra.name)'")
      }
      let fallback = arguments.keywords.first { $0.name == "default" }?.value ?? .none
      let path = path(attribute)
      return try generator(arguments["value"]) { [self] in try follow(path, from: $0, default: fallback) }
    }
    guard let name = arguments.variadic.first?.string else {
      throw Misuse(message: "map requires a filter argument")
    }
    let rest = CallArguments(Array(arguments.variadic.dropFirst()), keywords: arguments.keywords)
    return try generator(arguments["value"]) { [self] in try applyFilter(name, to: $0, rest) }
  }

  private func select(_ arguments: BoundArguments, keeps: Bool, byAttribute: Bool) throws -> Value {
    var rest = arguments.variadic[...]
    var path: [Value] = []
    if byAttribute {
      guard let attribute = rest.popFirst() else { throw Misuse(message: "Missing parameter for attribute name") }
      path = self.path(attribute)
    }
    let test = rest.popFirst()
    guard test == nil || test?.string != nil else { throw Misuse(message: "the name of a test must be text") }
    let testArguments = CallArguments(Array(rest), keywords: arguments.keywords)
    return try generator(arguments["value"]) { [self] element in
      let value = try follow(path, from: element)
      let answer = try test?.string.map { try applyTest($0, to: value, testArguments) } ?? value.isTruthy()
      guard answer == keeps else { return nil }
      return element
    }
  }
}
