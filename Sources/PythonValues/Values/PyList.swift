/// A list: a changeable sequence with identity.
public final class PyList {
  /// The elements.
  public var elements: [Value]

  /// Makes a list.
  public init(_ elements: [Value] = []) { self.elements = elements }

  deinit { releaseIteratively(&elements) }
}

/// A tuple: a sequence that stays as it is.
public final class PyTuple {
  /// The elements.
  public private(set) var elements: [Value]

  /// Makes a tuple.
  public init(_ elements: [Value] = []) { self.elements = elements }

  deinit { releaseIteratively(&elements) }
}

/// Gives up nested lists and tuples one by one, so that a list nested a million deep does not overflow the stack.
private func releaseIteratively(_ elements: inout [Value]) {
  guard elements.contains(where: isLastHold) else { return }
  var pending = elements
  elements = []
  while var last = pending.popLast() {
    switch last {
    case .list(var list):
      last = .none
      guard isKnownUniquelyReferenced(&list) else { continue }
      pending.append(contentsOf: list.elements)
      list.elements = []
    case .tuple(var tuple):
      last = .none
      guard isKnownUniquelyReferenced(&tuple) else { continue }
      pending.append(contentsOf: tuple.takeElements())
    default: continue
    }
  }
}

private func isLastHold(_ value: Value) -> Bool {
  switch value {
  case .list(let list): !list.elements.isEmpty
  case .tuple(let tuple): !tuple.elements.isEmpty
  default: false
  }
}

extension PyTuple {
  fileprivate func takeElements() -> [Value] {
    defer { elements = [] }
    return elements
  }
}
