import SourceText

/// A statement of a template.
indirect enum Statement {
  case text(Text)
  case output(Expression)
  case loop(LoopStatement)
  case conditional(branches: [(test: Expression, body: [Statement])], otherwise: [Statement])
  case set(AssignmentTarget, Expression)
  /// `{% set x | filters %}body{% endset %}`.
  case setBlock(AssignmentTarget, filters: Expression?, body: [Statement])
  case macro(MacroStatement)
  /// `{% call(arguments) expression %}body{% endcall %}`; the macro is the body as `caller`.
  case call(MacroStatement, Expression)
  case filter(Expression, body: [Statement])
  case with([(target: AssignmentTarget, value: Expression)], body: [Statement])
  /// `{% block name %}`: without inheritance, a scope.
  case scope(body: [Statement])
  /// The text that the assistant wrote.
  case generation(body: [Statement])
  case breakLoop
  case continueLoop
}

/// What an assignment writes to.
indirect enum AssignmentTarget {
  case name(String, SourceSpan)
  case tuple([AssignmentTarget], SourceSpan)
  case namespaceAttribute(String, attribute: String, SourceSpan)
}

/// `{% for target in iterable if condition recursive %}`.
final class LoopStatement {
  let target: AssignmentTarget
  let iterable: Expression
  let condition: Expression?
  let isRecursive: Bool
  let body: [Statement]
  let otherwise: [Statement]

  init(
    target: AssignmentTarget, iterable: Expression, condition: Expression?, isRecursive: Bool, body: [Statement],
    otherwise: [Statement]
  ) {
    self.target = target
    self.iterable = iterable
    self.condition = condition
    self.isRecursive = isRecursive
    self.body = body
    self.otherwise = otherwise
  }
}

/// `{% macro name(parameters) %}`, also the body of a call block.
final class MacroStatement {
  /// The macro's name; nil for the body of a call block.
  let name: String?
  let parameters: [(name: String, fallback: Expression?)]
  let body: [Statement]
  let span: SourceSpan

  /// The names that the body reads of the three that a macro gets only when it reads them.
  let readsCaller: Bool
  let readsVarargs: Bool
  let readsKwargs: Bool

  init(
    name: String?, parameters: [(name: String, fallback: Expression?)], body: [Statement], span: SourceSpan,
    readNames: Set<String>
  ) {
    self.name = name
    self.parameters = parameters
    self.body = body
    self.span = span
    readsCaller = readNames.contains("caller")
    readsVarargs = readNames.contains("varargs")
    readsKwargs = readNames.contains("kwargs")
  }
}
