/// The names of a function, class body, comprehension or cell, and where their values live.
final class Scope {
  enum Kind {
    /// A cell: its names are global.
    case module
    /// A function or generator expression: names live in the slots of a frame of its own.
    case function
    /// A class body: names live in the class.
    case classBody
    /// A comprehension: its targets live in slots of the frame around it.
    case comprehension
  }

  let kind: Kind
  let parent: Scope?
  /// A generator expression, out of which `:=` reaches.
  let isGenerator: Bool
  var variables: [String: Variable] = [:]
  /// The variables in the order of their making.
  var ordered: [Variable] = []
  var globals: Set<String> = []
  var nonlocals: Set<String> = []
  var uses: Set<String> = []
  /// Names that a class body binds.
  var members: Set<String> = []

  /// The number of slots that the frame has; of a scope with a frame of its own.
  private(set) var slotCount = 0
  /// The names of the slots, for errors.
  private(set) var slotNames: [String] = []
  /// The variables of outer frames that this frame reaches, each with the slot that holds its cell here.
  private(set) var captured: [(variable: Variable, slot: Int)] = []

  init(_ kind: Kind, in parent: Scope?, isGenerator: Bool = false) {
    self.kind = kind
    self.parent = parent
    self.isGenerator = isGenerator
  }

  /// The scope whose frame holds this one's values.
  var host: Scope { if kind == .comprehension, let parent { parent.host } else { self } }

  func addSlot(_ name: String) -> Int {
    slotCount += 1
    slotNames.append(name)
    return slotCount - 1
  }

  @discardableResult func addVariable(_ name: String, isParameter: Bool = false) -> Variable {
    if let variable = variables[name] { return variable }
    let variable = Variable(name: name, slot: host.addSlot(name), host: host, isParameter: isParameter)
    variables[name] = variable
    ordered.append(variable)
    return variable
  }

  /// Where a name's value lives, seen from here.
  enum Place {
    /// In a slot of this frame.
    case slot(Int)
    /// In a cell that a slot of this frame holds.
    case cell(Int)
    /// Among the globals.
    case global
    /// In the class that is being made, or else at an outer place.
    indirect case member(otherwise: Place)
  }

  func place(of name: String) -> Place {
    if kind == .classBody, members.contains(name), !globals.contains(name), !nonlocals.contains(name) {
      return .member(otherwise: outerPlace(of: name, isStart: true))
    }
    return outerPlace(of: name, isStart: true)
  }

  private func outerPlace(of name: String, isStart: Bool) -> Place {
    if globals.contains(name) { return .global }
    var scope: Scope? = kind == .classBody && name != "__class__" ? parent : self
    if nonlocals.contains(name) { scope = parent }
    while let candidate = scope {
      if candidate !== self, candidate.kind == .classBody, name != "__class__" {
        scope = candidate.parent
        continue
      }
      if candidate.globals.contains(name) { return .global }
      if let variable = candidate.variables[name], !candidate.nonlocals.contains(name) { return reach(variable) }
      scope = candidate.parent
    }
    return .global
  }

  /// Whether an outer function binds a name.
  func hasOuterVariable(_ name: String) -> Bool {
    var scope = parent
    while let candidate = scope {
      if candidate.kind != .classBody, candidate.variables[name] != nil { return true }
      scope = candidate.parent
    }
    return false
  }

  private func reach(_ variable: Variable) -> Place {
    if variable.host === host { return variable.isCaptured ? .cell(variable.slot) : .slot(variable.slot) }
    variable.isCaptured = true
    var scope: Scope? = self
    while let candidate = scope, candidate.host !== variable.host {
      candidate.host.capture(variable)
      scope = candidate.host.parent
    }
    return .cell(host.slot(ofCaptured: variable) ?? 0)
  }

  private func capture(_ variable: Variable) {
    if slot(ofCaptured: variable) == nil { captured.append((variable, addSlot(variable.name))) }
  }

  /// The slot in this frame that holds the cell of an outer frame's variable.
  func slot(ofCaptured variable: Variable) -> Int? {
    if variable.host === self { return variable.slot }
    return captured.first { $0.variable === variable }?.slot
  }
}

/// A name that lives in a frame.
final class Variable {
  let name: String
  let slot: Int
  unowned let host: Scope
  let isParameter: Bool
  /// Whether an inner function reaches it: its slot holds a cell then.
  var isCaptured = false

  init(name: String, slot: Int, host: Scope, isParameter: Bool) {
    self.name = name
    self.slot = slot
    self.host = host
    self.isParameter = isParameter
  }
}
