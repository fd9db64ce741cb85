import PythonValues

/// The names that a block sets, and the block around it.
final class Scope {
  let parent: Scope?
  var names: [String: Value] = [:]

  /// Whether a macro was defined in it: then it outlives its block.
  var isCaptured = false

  init(parent: Scope?) { self.parent = parent }

  func value(_ name: String) -> Value? {
    var scope: Scope? = self
    while let current = scope {
      if let value = current.names[name] { return value }
      scope = current.parent
    }
    return nil
  }

  /// All names that can be read here.
  var visibleNames: [String] {
    var names: [String] = []
    var scope: Scope? = self
    while let current = scope {
      names += current.names.keys
      scope = current.parent
    }
    return names.sorted()
  }
}
