import PythonValues
import SourceText

extension Parser {
  mutating func decorated() throws(SyntaxFailure) -> Statement {
    var decorators: [Expression] = []
    while accept(sign: "@") {
      decorators.append(try namedExpression())
      if !acceptNewline() { throw unexpected("the end of the line") }
    }
    let start = token.span.start
    if token.isKeyword("def") { return try functionDefinition(start, decorators) }
    if token.isKeyword("class") { return try classDefinition(start, decorators) }
    if token.isKeyword("async") { throw unsupportedKeyword("async") }
    throw unexpected("'def' or 'class'")
  }

  mutating func functionDefinition(_ start: Int, _ decorators: [Expression]) throws(SyntaxFailure) -> Statement {
    advance()
    let name = try expectName("a function's name")
    try expect(sign: "(")
    let parameters = try parameters(until: ")", allowsAnnotations: true)
    try expect(sign: ")")
    if accept(sign: "->") { _ = try expression() }
    let head = span(from: start)
    let (function, loop) = (isInFunction, isInLoop)
    (isInFunction, isInLoop) = (true, false)
    defer { (isInFunction, isInLoop) = (function, loop) }
    let body = try block(after: "function definition")
    let syntax = FunctionSyntax(name: name, parameters: parameters, body: body, expression: nil)
    return Statement(kind: .function(syntax, decorators: decorators), span: head)
  }

  mutating func classDefinition(_ start: Int, _ decorators: [Expression]) throws(SyntaxFailure) -> Statement {
    advance()
    let name = try expectName("a class's name")
    var bases: [Expression] = []
    if accept(sign: "(") {
      while !token.isSign(")") {
        if case .name(let keyword) = token.kind, next.isSign("=") {
          throw SyntaxFailure(
            message: "the class argument '\(keyword)=' is not part of the cell language", span: token.span)
        }
        bases.append(try expression())
        if !accept(sign: ",") { break }
      }
      try expect(sign: ")")
    }
    if bases.count > 1 {
      throw SyntaxFailure(
        message: "a class with several bases is not part of the cell language", span: bases[1].span,
        remedy: "Derive from one class.")
    }
    let head = span(from: start)
    let (function, loop) = (isInFunction, isInLoop)
    (isInFunction, isInLoop) = (false, false)
    defer { (isInFunction, isInLoop) = (function, loop) }
    let body = try block(after: "class definition")
    return Statement(
      kind: .classDefinition(ClassSyntax(name: name, bases: bases, decorators: decorators, body: body)), span: head)
  }

  /// Parameters of a `def` or `lambda`, up to a sign that is left standing.
  mutating func parameters(until close: String, allowsAnnotations: Bool) throws(SyntaxFailure) -> [FunctionSyntax
    .Parameter]
  {
    var parameters: [FunctionSyntax.Parameter] = []
    var kind = FunctionSyntax.Parameter.Kind.positional
    var starPlace: SourceSpan?
    while !token.isSign(close) {
      let span = token.span
      if accept(sign: "/") {
        guard kind == .positional, !parameters.isEmpty, parameters.allSatisfy({ $0.kind == .positional }) else {
          throw SyntaxFailure(message: "at least one argument must precede /", span: span)
        }
        parameters = parameters.map {
          .init(name: $0.name, kind: .positionalOnly, defaultValue: $0.defaultValue, span: $0.span)
        }
      } else if accept(sign: "**") {
        parameters.append(try parameter(.keywords, allowsAnnotations))
        if accept(sign: ",") {}
        if !token.isSign(close) {
          throw SyntaxFailure(message: "arguments cannot follow var-keyword argument", span: token.span)
        }
        break
      } else if accept(sign: "*") {
        if kind == .keywordOnly { throw SyntaxFailure(message: "* argument may appear only once", span: span) }
        kind = .keywordOnly
        if case .name = token.kind {
          parameters.append(try parameter(.variadic, allowsAnnotations))
        } else {
          starPlace = span
        }
      } else {
        parameters.append(try parameter(kind, allowsAnnotations))
      }
      if !accept(sign: ",") { break }
    }
    try check(parameters, starPlace)
    return parameters
  }

  private func check(_ parameters: [FunctionSyntax.Parameter], _ starPlace: SourceSpan?) throws(SyntaxFailure) {
    var names: Set<String> = []
    var hasDefault = false
    for parameter in parameters {
      if !names.insert(parameter.name).inserted {
        throw SyntaxFailure(
          message: "duplicate argument '\(parameter.name)' in function definition", span: parameter.span)
      }
      guard parameter.kind == .positional || parameter.kind == .positionalOnly else { continue }
      if parameter.defaultValue != nil {
        hasDefault = true
      } else if hasDefault {
        throw SyntaxFailure(message: "non-default argument follows default argument", span: parameter.span)
      }
    }
    if let starPlace, !parameters.contains(where: { $0.kind == .keywordOnly }) {
      throw SyntaxFailure(message: "named arguments must follow bare *", span: starPlace)
    }
  }

  private mutating func parameter(
    _ kind: FunctionSyntax.Parameter.Kind, _ allowsAnnotations: Bool
  ) throws(SyntaxFailure) -> FunctionSyntax.Parameter {
    let span = token.span
    let name = try expectName("a parameter's name")
    if allowsAnnotations, accept(sign: ":") { _ = try expression() }
    let canHaveDefault = kind != .variadic && kind != .keywords
    let defaultValue = canHaveDefault && accept(sign: "=") ? try expression() : nil
    return .init(name: name, kind: kind, defaultValue: defaultValue, span: span)
  }
}
