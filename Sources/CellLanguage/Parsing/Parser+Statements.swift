import PythonValues
import SourceText

extension Parser {
  mutating func file() throws(SyntaxFailure) -> [Statement] {
    var statements: [Statement] = []
    while true {
      if case .end = token.kind { return statements }
      if acceptNewline() { continue }
      if case .indent = token.kind {
        throw SyntaxFailure(kind: .indentationError, message: "unexpected indent", span: token.span)
      }
      try statement(into: &statements)
    }
  }

  /// Reads one compound statement, or one line of simple ones.
  mutating func statement(into statements: inout [Statement]) throws(SyntaxFailure) {
    if let compound = try compoundStatement() {
      statements.append(compound)
      return
    }
    while true {
      statements.append(try simpleStatement())
      if accept(sign: ";") {
        if acceptNewline() { return }
        if case .end = token.kind { return }
        continue
      }
      if acceptNewline() { return }
      if case .end = token.kind { return }
      throw strayToken()
    }
  }

  private func strayToken() -> SyntaxFailure {
    if case .indent = token.kind {
      return SyntaxFailure(kind: .indentationError, message: "unexpected indent", span: token.span)
    }
    if token.isSign("=") || token.isSign(":") { return unexpected() }
    if place > 0, case .name(let name) = tokens[place - 1].kind {
      if name == "print" || name == "exec" {
        return SyntaxFailure(
          message: "Missing parentheses in call to '\(name)'. Did you mean \(name)(...)?", span: tokens[place - 1].span)
      }
      if name == "match", tokens[max(0, place - 2)].span.end != tokens[place - 1].span.start {
        return SyntaxFailure(
          message: "'match' is not part of the cell language", span: tokens[place - 1].span,
          remedy: "Write if, elif and else.")
      }
      if let near = nearestName(to: name, among: Keywords.all) {
        return SyntaxFailure(
          message: "invalid syntax at \(token.description)", span: token.span, remedy: "Did you mean: '\(near)'?")
      }
    }
    return unexpected("the end of the line")
  }

  /// The indented statements after a colon, or those on the same line.
  mutating func block(after what: String) throws(SyntaxFailure) -> [Statement] {
    let head = tokens[max(0, place - 1)].span
    if !accept(sign: ":") { throw unexpected("':'") }
    var statements: [Statement] = []
    guard acceptNewline() else {
      if let keyword = compoundKeyword { throw unexpected(remedy: "'\(keyword)' must begin a line of its own.") }
      try statement(into: &statements)
      return statements
    }
    guard case .indent = token.kind else {
      var failure = SyntaxFailure(
        kind: .indentationError, message: "expected an indented block after \(what)", span: token.span)
      if case .end = token.kind {
        failure.isIncomplete = true
      } else if tokens[place...].allSatisfy({ $0.isEndLike }) {
        failure.isIncomplete = true
      }
      _ = head
      throw failure
    }
    advance()
    try nested { (parser) throws(SyntaxFailure) in
      while true {
        if case .dedent = parser.token.kind {
          parser.advance()
          return
        }
        if case .end = parser.token.kind { return }
        if parser.acceptNewline() { continue }
        if case .indent = parser.token.kind {
          throw SyntaxFailure(kind: .indentationError, message: "unexpected indent", span: parser.token.span)
        }
        try parser.statement(into: &statements)
      }
    }
    return statements
  }

  private var compoundKeyword: String? {
    guard case .keyword(let word) = token.kind else { return nil }
    return ["if", "for", "while", "def", "class", "try", "with"].contains(word) ? word : nil
  }

  mutating func simpleStatement() throws(SyntaxFailure) -> Statement {
    let start = token.span.start
    let kind: Statement.Kind
    if case .keyword(let word) = token.kind, let statement = try keywordStatement(word) {
      kind = statement
    } else {
      kind = try expressionStatement()
    }
    return Statement(kind: kind, span: span(from: start))
  }

  private mutating func keywordStatement(_ word: String) throws(SyntaxFailure) -> Statement.Kind? {
    switch word {
    case "pass":
      advance()
      return .pass
    case "break", "continue":
      guard isInLoop else {
        let message = word == "break" ? "'break' outside loop" : "'continue' not properly in loop"
        throw SyntaxFailure(message: message, span: token.span)
      }
      advance()
      return word == "break" ? .breakLoop : .continueLoop
    case "return":
      guard isInFunction else { throw SyntaxFailure(message: "'return' outside function", span: token.span) }
      advance()
      return .returnValue(isAtLineEnd ? nil : try starExpressions())
    case "del":
      advance()
      let targets = try deletionTargets()
      return .delete(targets)
    case "import": return try importStatement()
    case "from": return try fromStatement()
    case "global", "nonlocal":
      advance()
      var names = [try expectName()]
      while accept(sign: ",") { names.append(try expectName()) }
      return word == "global" ? .global(names) : .nonlocal(names)
    case "assert":
      advance()
      let test = try expression()
      return .assert(test, accept(sign: ",") ? try expression() : nil)
    case "raise":
      advance()
      if isAtLineEnd { return .raise(nil, cause: nil) }
      let value = try expression()
      return .raise(value, cause: accept(keyword: "from") ? try expression() : nil)
    default: return nil
    }
  }

  var isAtLineEnd: Bool { token.isEndLike || token.isSign(";") }

  private mutating func deletionTargets() throws(SyntaxFailure) -> [Expression] {
    let value = try starExpressions()
    let targets: [Expression]
    if case .tuple(let elements) = value.kind { targets = elements } else { targets = [value] }
    for target in targets { try checkDeletable(target) }
    return targets
  }

  private func checkDeletable(_ target: Expression) throws(SyntaxFailure) {
    switch target.kind {
    case .name, .attribute, .item: return
    case .tuple(let elements), .list(let elements): for element in elements { try checkDeletable(element) }
    default: throw SyntaxFailure(message: "cannot delete \(target.kind.description)", span: target.span)
    }
  }

  private mutating func moduleName() throws(SyntaxFailure) -> String {
    var name = try expectName("a module's name")
    while accept(sign: ".") { name += "." + (try expectName()) }
    return name
  }

  private mutating func importStatement() throws(SyntaxFailure) -> Statement.Kind {
    advance()
    var modules: [(module: String, alias: String?)] = []
    repeat {
      let name = try moduleName()
      modules.append((name, accept(keyword: "as") ? try expectName() : nil))
    } while accept(sign: ",")
    return .importModules(modules)
  }

  private mutating func fromStatement() throws(SyntaxFailure) -> Statement.Kind {
    advance()
    if token.isSign(".") || token.isSign("...") {
      throw SyntaxFailure(message: "relative imports are not part of the cell language", span: token.span)
    }
    let module = try moduleName()
    try expect(keyword: "import")
    if accept(sign: "*") { return .importAll(module: module) }
    let hasParentheses = accept(sign: "(")
    var names: [(name: String, alias: String?)] = []
    repeat {
      if hasParentheses, token.isSign(")") { break }
      let name = try expectName()
      names.append((name, accept(keyword: "as") ? try expectName() : nil))
    } while accept(sign: ",")
    if hasParentheses { try expect(sign: ")") }
    return .importNames(module: module, names: names)
  }
}

extension Token {
  /// Whether the token ends a line or a block.
  var isEndLike: Bool {
    switch kind {
    case .newline, .dedent, .end: true
    default: false
    }
  }
}
