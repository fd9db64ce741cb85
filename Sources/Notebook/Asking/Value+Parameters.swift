import CellLanguage
import PythonValues

extension Value {
  /// The names of a function's parameters, for completion; empty where they are not known.
  var parameterNames: [String] {
    switch object {
    case let function as NativeFunction: function.signature.parameters.map(\.name)
    case let function as Function: function.parameterNames
    case let type as HostClass: Self.names(inSignature: (try? type.attribute("__text_signature__"))?.string ?? "()")
    default: []
    }
  }

  /// The names in `(a, b=1, **more)`, without those that stand for several.
  private static func names(inSignature text: String) -> [String] {
    let parts = text.dropFirst().dropLast().split(separator: ",")
    let names = parts.map { (part: Substring) -> String in String(part.drop { $0 == " " }.prefix { $0 != "=" }) }
    return names.filter { !$0.hasPrefix("*") && !$0.hasPrefix("/") }
  }
}
