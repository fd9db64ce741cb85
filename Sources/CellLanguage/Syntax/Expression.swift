import PythonValues
import SourceText

/// An expression and its place.
struct Expression {
  let kind: Kind
  let span: SourceSpan

  indirect enum Kind {
    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(PyString)
    case ellipsis
    case name(String)
    case formatted([Part])
    case tuple([Expression])
    case list([Expression])
    case set([Expression])
    /// Members; without a key: `**value`.
    case dict([(key: Expression?, value: Expression)])
    case starred(Expression)
    case unary(UnaryOperator, Expression)
    case not(Expression)
    case binary(BinaryOperator, Expression, Expression)
    case boolean(isAnd: Bool, [Expression])
    case compare(Expression, [(ComparisonSign, Expression)])
    case conditional(test: Expression, then: Expression, otherwise: Expression)
    case lambda(FunctionSyntax)
    case call(Expression, [Argument])
    case attribute(Expression, String)
    case item(Expression, Expression)
    case slice(Expression?, Expression?, Expression?)
    case comprehension(ComprehensionSyntax)
    case walrus(String, Expression)
  }

  /// A part of an f-string.
  enum Part {
    case text(PyString)
    case field(Expression, conversion: Unicode.Scalar?, specification: [Part]?)
  }

  /// The operators that chain.
  enum ComparisonSign {
    case order(Comparison)
    case equal
    case notEqual
    case isSame
    case isNotSame
    case isIn
    case isNotIn
  }

  /// An argument of a call.
  struct Argument {
    enum Kind {
      case positional
      case keyword(String)
      case unpackedList
      case unpackedDict
    }

    let kind: Kind
    let value: Expression
  }
}

/// A comprehension or generator expression.
final class ComprehensionSyntax {
  enum Kind {
    case list
    case set
    case dict
    case generator
  }

  struct Clause {
    let target: Expression
    let iterable: Expression
    let conditions: [Expression]
  }

  let kind: Kind
  /// What each round gives; a dict's key.
  let element: Expression
  /// A dict's value.
  let value: Expression?
  let clauses: [Clause]
  /// Set by the scope analysis.
  var scope: Scope?

  init(kind: Kind, element: Expression, value: Expression?, clauses: [Clause]) {
    self.kind = kind
    self.element = element
    self.value = value
    self.clauses = clauses
  }
}

/// A `def` or `lambda`.
final class FunctionSyntax {
  struct Parameter {
    enum Kind {
      case positionalOnly
      case positional
      case keywordOnly
      case variadic
      case keywords
    }

    let name: String
    let kind: Kind
    let defaultValue: Expression?
    let span: SourceSpan
  }

  let name: String
  let parameters: [Parameter]
  let body: [Statement]
  /// A lambda's body.
  let expression: Expression?
  /// Set by the scope analysis.
  var scope: Scope?

  init(name: String, parameters: [Parameter], body: [Statement], expression: Expression?) {
    self.name = name
    self.parameters = parameters
    self.body = body
    self.expression = expression
  }
}
