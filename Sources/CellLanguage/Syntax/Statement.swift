import PythonValues
import SourceText

/// A statement and its place: of a compound one, its head.
struct Statement {
  let kind: Kind
  let span: SourceSpan

  indirect enum Kind {
    case expression(Expression)
    case assign([Expression], Expression)
    case augmentedAssign(Expression, BinaryOperator, Expression)
    /// `name: type` without a value: only makes the name local.
    case annotation(Expression)
    case ifElse([(test: Expression, body: [Statement])], otherwise: [Statement])
    case whileLoop(Expression, [Statement], otherwise: [Statement])
    case forLoop(Expression, Expression, [Statement], otherwise: [Statement])
    case breakLoop
    case continueLoop
    case pass
    case returnValue(Expression?)
    case function(FunctionSyntax, decorators: [Expression])
    case classDefinition(ClassSyntax)
    case delete([Expression])
    case importModules([(module: String, alias: String?)])
    case importNames(module: String, names: [(name: String, alias: String?)])
    case importAll(module: String)
    case global([String])
    case nonlocal([String])
    case assert(Expression, Expression?)
    case raise(Expression?, cause: Expression?)
    case tryCatch(TrySyntax)
    case with([(manager: Expression, target: Expression?)], [Statement])
  }
}

/// A `try` with its handlers.
struct TrySyntax {
  struct Handler {
    let type: Expression?
    let name: String?
    let body: [Statement]
    let span: SourceSpan
  }

  let body: [Statement]
  let handlers: [Handler]
  let otherwise: [Statement]
  let finally: [Statement]
}

/// A `class`.
final class ClassSyntax {
  let name: String
  let bases: [Expression]
  let decorators: [Expression]
  let body: [Statement]
  /// Set by the scope analysis.
  var scope: Scope?

  init(name: String, bases: [Expression], decorators: [Expression], body: [Statement]) {
    self.name = name
    self.bases = bases
    self.decorators = decorators
    self.body = body
  }
}
