import PythonValues
import SourceText

/// An expression with its place.
struct Expression {
  indirect enum Kind {
    case literal(Value)
    case name(String)
    case list([Expression])
    case tuple([Expression])
    case dict([(key: Expression, value: Expression)])
    /// `a.b`: attribute first, then item.
    case attribute(Expression, String)
    /// `a[b]`: item first, then attribute.
    case item(Expression, Expression)
    /// `start:stop:step` inside `[]`.
    case slice(Expression?, Expression?, Expression?)
    case call(Expression, Arguments)
    /// The input is nil for the filters of a block, whose input is the block's text.
    case filter(Expression?, name: String, Arguments)
    case test(Expression, name: String, Arguments)
    case negative(Expression)
    case positive(Expression)
    case not(Expression)
    /// Operators of equal rank, applied from the left; a list, so that long sums do not nest.
    case arithmetic(Expression, [(operation: Symbol, operand: Expression)])
    /// `a ~ b ~ c`.
    case concatenation([Expression])
    case comparison(Expression, [(operation: ComparisonOperator, operand: Expression)])
    case and([Expression])
    case or([Expression])
    case conditional(test: Expression, then: Expression, otherwise: Expression?)
  }

  let kind: Kind
  let span: SourceSpan
}

/// The operator of a link in a chain of comparisons.
enum ComparisonOperator {
  case equal
  case notEqual
  case ordered(Comparison)
  case contained
  case notContained
}

/// The arguments of a call, a filter or a test.
struct Arguments {
  var positional: [Expression] = []
  var keywords: [(name: String, value: Expression)] = []
  var spread: Expression?
  var keywordSpread: Expression?
}
