import CellLanguage
import PythonValues

extension Value {
  /// The names of a function's parameters, for completion; empty where they are not known.
  var parameterNames: [String] {
    switch object {
    case let function as NativeFunction: function.signature.parameters.map(\.name)
    case let function as Function: function.parameterNames
    default: []
    }
  }
}
