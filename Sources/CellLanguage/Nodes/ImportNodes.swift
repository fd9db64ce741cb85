import PythonValues
import SourceText

final class ImportStatement: StatementNode {
  let modules: [(module: String, hasAlias: Bool, target: Target)]

  init(_ modules: [(module: String, hasAlias: Bool, target: Target)], _ span: SourceSpan) {
    self.modules = modules
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    for (name, hasAlias, target) in modules {
      do {
        let module = try frame.interpreter.importModule(name)
        let top = hasAlias || !name.contains(".") ? module : try frame.interpreter.importModule(name.topModule)
        try target.assign(.object(top), frame)
      } catch { throw frame.located(error, span) }
    }
    return .normal
  }
}

extension String {
  /// `a` of `a.b.c`.
  fileprivate var topModule: String { String(prefix { $0 != "." }) }
}

final class ImportNamesStatement: StatementNode {
  let module: String
  let names: [(name: String, target: Target)]

  init(_ module: String, _ names: [(name: String, target: Target)], _ span: SourceSpan) {
    self.module = module
    self.names = names
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    do {
      let found = try frame.interpreter.importModule(module)
      for (name, target) in names {
        if let value = try found.attribute(name) {
          try target.assign(value, frame)
        } else if let inner = try? frame.interpreter.importModule("\(module).\(name)") {
          try target.assign(.object(inner), frame)
        } else {
          throw PyError(
            .importError, "cannot import name '\(name)' from '\(module)'", nearest: name, in: found.attributeNames)
        }
      }
    } catch { throw frame.located(error, span) }
    return .normal
  }
}

/// `from module import *`
final class ImportAllStatement: StatementNode {
  let module: String

  init(_ module: String, _ span: SourceSpan) {
    self.module = module
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    do {
      let found = try frame.interpreter.importModule(module)
      for name in found.attributeNames where !name.hasPrefix("_") {
        if let value = try found.attribute(name) { frame.interpreter.setGlobal(name, value) }
      }
    } catch { throw frame.located(error, span) }
    return .normal
  }
}
