import SourceText

extension Parser {
  /// The statement that begins at the current name.
  mutating func statement(ends: [String]) throws(JinjaError) -> [Statement] {
    let start = current.span
    guard case .name(let name) = current.kind else { throw unexpected("expected the name of a tag") }
    openTags.append((name, start))
    defer { openTags.removeLast() }
    advance()
    switch name {
    case "for": return [try loop()]
    case "if": return [try conditional()]
    case "set": return [try set()]
    case "macro": return [.macro(try macro(at: start))]
    case "call": return [try callBlock(at: start)]
    case "filter": return [try filterBlock()]
    case "with": return [try with()]
    case "generation":
      return [
        .generation(
          body: try closure { parser throws(JinjaError) in try parser.block(until: "endgeneration").statements })
      ]
    case "block": return [try namedBlock()]
    case "print": return try printStatement()
    case "break", "continue":
      guard loopDepth > 0 else { throw error("'\(name)' stands outside a loop", at: start) }
      return [name == "break" ? .breakLoop : .continueLoop]
    case "include", "import", "from", "extends":
      throw error("'\(name)' is not possible: a chat template stands alone", at: start)
    default: throw unknownTag(name, start, ends: ends)
    }
  }

  private func unknownTag(_ name: String, _ span: SourceSpan, ends: [String]) -> JinjaError {
    if !ends.isEmpty, name.hasPrefix("end") || name == "else" || name == "elif" {
      let wanted = ends.map { "'\($0)'" }.joined(separator: " or ")
      return error("found '\(name)' where \(wanted) was expected", at: span)
    }
    let known = [
      "for", "endfor", "if", "elif", "else", "endif", "set", "endset", "macro", "endmacro", "call", "endcall", "filter",
      "endfilter", "with", "endwith", "generation", "endgeneration", "break", "continue", "raw", "block", "print",
    ]
    let hint = nearestName(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
    return error("unknown tag '\(name)'\(hint)", at: span)
  }

  /// Runs a reader whose body is a function of its own: no `break` leaves it.
  private mutating func closure<Result>(
    _ read: (inout Parser) throws(JinjaError) -> Result
  ) throws(JinjaError) -> Result {
    let outer = loopDepth
    loopDepth = 0
    defer { loopDepth = outer }
    return try read(&self)
  }

  private mutating func loop() throws(JinjaError) -> Statement {
    let target = try assignmentTarget(stop: "in")
    guard take("in") else { throw unexpected("expected 'in'") }
    let iterable = try tuple(allowsConditional: false, stop: "recursive")
    let condition = take("if") ? try expression() : nil
    let isRecursive = take("recursive")
    loopDepth += 1
    let body = try block(until: "endfor", "else")
    loopDepth -= 1
    let otherwise = body.end == "else" ? try block(until: "endfor").statements : []
    return .loop(
      LoopStatement(
        target: target, iterable: iterable, condition: condition, isRecursive: isRecursive, body: body.statements,
        otherwise: otherwise))
  }

  private mutating func conditional() throws(JinjaError) -> Statement {
    var branches: [(test: Expression, body: [Statement])] = []
    while true {
      let test = try tuple(allowsConditional: false)
      let body = try block(until: "elif", "else", "endif")
      branches.append((test, body.statements))
      if body.end == "elif" { continue }
      let otherwise = body.end == "else" ? try block(until: "endif").statements : []
      return .conditional(branches: branches, otherwise: otherwise)
    }
  }

  private mutating func set() throws(JinjaError) -> Statement {
    let target = try assignmentTarget(allowsNamespace: true)
    if take(.assign) { return .set(target, try tuple()) }
    let filters = try self.filters(of: nil)
    return .setBlock(target, filters: filters, body: try block(until: "endset").statements)
  }

  private mutating func macro(at start: SourceSpan) throws(JinjaError) -> MacroStatement {
    let name = try expectName()
    return try macroBody(name, parameters: try signature(), end: "endmacro", at: start)
  }

  private mutating func macroBody(
    _ name: String?, parameters: [(name: String, fallback: Expression?)], end: String, at start: SourceSpan
  ) throws(JinjaError) -> MacroStatement {
    let outerNames = readNames
    readNames = []
    let body = try closure { parser throws(JinjaError) in try parser.block(until: end).statements }
    let macro = MacroStatement(name: name, parameters: parameters, body: body, span: start, readNames: readNames)
    readNames = outerNames
    return macro
  }

  private mutating func signature() throws(JinjaError) -> [(name: String, fallback: Expression?)] {
    try expect(.symbol(.leftParenthesis))
    var parameters: [(name: String, fallback: Expression?)] = []
    while !isSymbol(.rightParenthesis) {
      if !parameters.isEmpty { try expect(.symbol(.comma)) }
      let span = current.span
      let name = try expectName()
      if take(.assign) {
        parameters.append((name, try expression()))
      } else if parameters.last?.fallback != nil {
        throw error("the parameter '\(name)' without a default follows one with a default", at: span)
      } else {
        parameters.append((name, nil))
      }
    }
    advance()
    return parameters
  }

  private mutating func callBlock(at start: SourceSpan) throws(JinjaError) -> Statement {
    let parameters = isSymbol(.leftParenthesis) ? try signature() : []
    let call = try expression()
    guard case .call = call.kind else { throw error("'call' needs a call such as name(...)", at: call.span) }
    return .call(try macroBody(nil, parameters: parameters, end: "endcall", at: start), call)
  }

  private mutating func filterBlock() throws(JinjaError) -> Statement {
    let first = try filter(of: nil)
    let filters = try self.filters(of: first) ?? first
    return .filter(filters, body: try block(until: "endfilter").statements)
  }

  private mutating func with() throws(JinjaError) -> Statement {
    var assignments: [(target: AssignmentTarget, value: Expression)] = []
    while current.kind != .blockEnd {
      if !assignments.isEmpty { try expect(.symbol(.comma)) }
      let target = try singleTarget(allowsNamespace: false)
      try expect(.symbol(.assign))
      assignments.append((target, try expression()))
    }
    return .with(assignments, body: try block(until: "endwith").statements)
  }

  private mutating func namedBlock() throws(JinjaError) -> Statement {
    let name = try expectName()
    _ = take("scoped")
    let body = try closure { parser throws(JinjaError) in try parser.block(until: "endblock").statements }
    _ = take(name)
    return .scope(body: body)
  }

  private mutating func printStatement() throws(JinjaError) -> [Statement] {
    var statements: [Statement] = []
    while current.kind != .blockEnd {
      if !statements.isEmpty { try expect(.symbol(.comma)) }
      statements.append(.output(try expression()))
    }
    return statements
  }

  // MARK: Targets

  private mutating func assignmentTarget(
    allowsNamespace: Bool = false, stop: String? = nil
  ) throws(JinjaError) -> AssignmentTarget {
    let start = current.span
    var targets = [try singleTarget(allowsNamespace: allowsNamespace)]
    guard isSymbol(.comma) else { return targets[0] }
    while take(.comma) {
      if stop.map({ isName($0) }) ?? isSymbol(.assign) { break }
      if isSymbol(.assign) || current.kind == .blockEnd || isSymbol(.rightParenthesis) { break }
      targets.append(try singleTarget(allowsNamespace: allowsNamespace))
    }
    return .tuple(targets, SourceSpan(start.start, previousEnd))
  }

  private mutating func singleTarget(allowsNamespace: Bool) throws(JinjaError) -> AssignmentTarget {
    let span = current.span
    if take(.leftParenthesis) {
      try enter()
      defer { leave() }
      let target = try assignmentTarget(allowsNamespace: allowsNamespace)
      try expect(.symbol(.rightParenthesis))
      return target
    }
    guard case .name(let name) = current.kind else { throw unexpected("expected a name to assign to") }
    if ["true", "false", "none", "True", "False", "None"].contains(name) {
      throw error("cannot assign to '\(name)'", at: span)
    }
    advance()
    guard allowsNamespace, take(.dot) else { return .name(name, span) }
    let attribute = try expectName()
    return .namespaceAttribute(name, attribute: attribute, SourceSpan(span.start, previousEnd))
  }
}
