import PythonValues
import SourceText

extension Parser {
  /// A statement with a block of its own, or nil.
  mutating func compoundStatement() throws(SyntaxFailure) -> Statement? {
    let start = token.span.start
    if token.isSign("@") { return try decorated() }
    guard case .keyword(let word) = token.kind else { return nil }
    switch word {
    case "if": return try ifStatement(start)
    case "while": return try whileStatement(start)
    case "for": return try forStatement(start)
    case "try": return try tryStatement(start)
    case "with": return try withStatement(start)
    case "def": return try functionDefinition(start, [])
    case "class": return try classDefinition(start, [])
    case "async", "await": throw unsupportedKeyword(word)
    case "else", "elif", "except", "finally":
      throw SyntaxFailure(
        message: "'\(word)' without the statement that it belongs to", span: token.span,
        remedy: "Check the indentation.")
    default: return nil
    }
  }

  private mutating func ifStatement(_ start: Int) throws(SyntaxFailure) -> Statement {
    var branches: [(test: Expression, body: [Statement])] = []
    var otherwise: [Statement] = []
    var word = "if"
    repeat {
      advance()
      let test = try namedExpression()
      try checkNoAssignment()
      branches.append((test, try block(after: "'\(word)' statement")))
      word = "elif"
    } while token.isKeyword("elif")
    if accept(keyword: "else") { otherwise = try block(after: "'else' statement") }
    return Statement(kind: .ifElse(branches, otherwise: otherwise), span: branches[0].test.span)
  }

  /// `if x = 1:` is a common slip.
  private func checkNoAssignment() throws(SyntaxFailure) {
    if token.isSign("=") {
      throw SyntaxFailure(
        message: "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", span: token.span)
    }
  }

  private mutating func loopBody(_ what: String) throws(SyntaxFailure) -> [Statement] {
    let outer = isInLoop
    isInLoop = true
    defer { isInLoop = outer }
    return try block(after: what)
  }

  private mutating func whileStatement(_ start: Int) throws(SyntaxFailure) -> Statement {
    advance()
    let test = try namedExpression()
    try checkNoAssignment()
    let body = try loopBody("'while' statement")
    let otherwise = accept(keyword: "else") ? try block(after: "'else' statement") : []
    return Statement(kind: .whileLoop(test, body, otherwise: otherwise), span: test.span)
  }

  private mutating func forStatement(_ start: Int) throws(SyntaxFailure) -> Statement {
    advance()
    let target = try targetList()
    try expect(keyword: "in")
    let iterable = try starExpressions()
    let body = try loopBody("'for' statement")
    let otherwise = accept(keyword: "else") ? try block(after: "'else' statement") : []
    return Statement(kind: .forLoop(target, iterable, body, otherwise: otherwise), span: iterable.span)
  }

  /// What stands between `for` and `in`.
  mutating func targetList() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    var elements: [Expression] = []
    var isTuple = false
    repeat {
      if token.isKeyword("in") { break }
      let elementStart = token.span.start
      if accept(sign: "*") {
        let inner = try bitwise(minimum: 0)
        elements.append(Expression(kind: .starred(inner), span: span(from: elementStart)))
      } else {
        elements.append(try bitwise(minimum: 0))
      }
      if token.isSign(",") { isTuple = true }
    } while accept(sign: ",")
    guard let first = elements.first else { throw unexpected("a name") }
    let target = isTuple ? Expression(kind: .tuple(elements), span: span(from: start)) : first
    try checkTarget(target)
    return target
  }

  private mutating func tryStatement(_ start: Int) throws(SyntaxFailure) -> Statement {
    let span = token.span
    advance()
    let body = try block(after: "'try' statement")
    var handlers: [TrySyntax.Handler] = []
    while token.isKeyword("except") {
      let handlerSpan = token.span
      advance()
      if token.isSign("*") {
        throw SyntaxFailure(message: "'except*' is not part of the cell language", span: token.span)
      }
      var type: Expression?
      var name: String?
      if !token.isSign(":") {
        type = try expression()
        if token.isSign(",") {
          throw SyntaxFailure(message: "multiple exception types must be parenthesized", span: token.span)
        }
        if accept(keyword: "as") { name = try expectName() }
      } else if handlers.contains(where: { $0.type == nil }) {
        throw SyntaxFailure(message: "default 'except:' must be last", span: handlerSpan)
      }
      let block = try block(after: "'except' statement")
      handlers.append(TrySyntax.Handler(type: type, name: name, body: block, span: handlerSpan))
    }
    if handlers.dropLast().contains(where: { $0.type == nil }) {
      throw SyntaxFailure(message: "default 'except:' must be last", span: span)
    }
    let otherwise = !handlers.isEmpty && accept(keyword: "else") ? try block(after: "'else' statement") : []
    let hasFinally = accept(keyword: "finally")
    let finally = hasFinally ? try block(after: "'finally' statement") : []
    if handlers.isEmpty, !hasFinally { throw unexpected("'except' or 'finally'") }
    return Statement(
      kind: .tryCatch(TrySyntax(body: body, handlers: handlers, otherwise: otherwise, finally: finally)), span: span)
  }

  private mutating func withStatement(_ start: Int) throws(SyntaxFailure) -> Statement {
    advance()
    let saved = place
    if let items = try? parenthesizedManagers() {
      let body = try block(after: "'with' statement")
      return Statement(kind: .with(items, body), span: items[0].manager.span)
    }
    place = saved
    var items: [(manager: Expression, target: Expression?)] = []
    repeat { items.append(try manager()) } while accept(sign: ",")
    let body = try block(after: "'with' statement")
    return Statement(kind: .with(items, body), span: items[0].manager.span)
  }

  private mutating func parenthesizedManagers() throws(SyntaxFailure) -> [(manager: Expression, target: Expression?)] {
    try expect(sign: "(")
    var items: [(manager: Expression, target: Expression?)] = []
    repeat {
      if token.isSign(")") { break }
      items.append(try manager())
    } while accept(sign: ",")
    try expect(sign: ")")
    if !token.isSign(":") || items.isEmpty { throw unexpected("':'") }
    return items
  }

  private mutating func manager() throws(SyntaxFailure) -> (manager: Expression, target: Expression?) {
    let manager = try expression()
    guard accept(keyword: "as") else { return (manager, nil) }
    let target = try bitwise(minimum: 0)
    try checkTarget(target)
    return (manager, target)
  }
}
