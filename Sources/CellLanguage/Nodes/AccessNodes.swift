import PythonValues
import SourceText

final class AttributeNode: Node {
  let object: Node
  let name: PyString

  init(_ object: Node, _ name: PyString, _ span: SourceSpan) {
    self.object = object
    self.name = name
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let value = try object.evaluate(frame)
    do {
      if case .object(let object) = value, type(of: object) == Instance.self {
        let instance = unsafeDowncast(object, to: Instance.self)
        if let found = try instance.find(name) { return found }
        throw value.missingAttribute(name.string)
      }
      return try value.languageAttribute(name.string)
    } catch { throw frame.located(error, span) }
  }
}

extension Value {
  /// The attribute of a name, with those that every value has.
  func languageAttribute(_ name: String) throws -> Value {
    if let value = try attributeIfPresent(name) { return value }
    switch name {
    case "__class__": return .object(Builtins.type(of: self))
    case "__doc__": return Value.none
    case "__name__": break
    default:
      if name.hasPrefix("__"), let method = SpecialMethodObject.make(self, name) { return .object(method) }
    }
    throw missingAttribute(name)
  }
}

final class AttributeTarget: Target {
  let object: Node
  let name: PyString

  init(_ object: Node, _ name: PyString, _ span: SourceSpan) {
    self.object = object
    self.name = name
    super.init(span)
  }

  override func assign(_ value: Value, _ frame: Frame) throws {
    let target = try object.evaluate(frame)
    do { try target.setAttribute(name.string, value) } catch { throw frame.located(error, span) }
  }

  override func delete(_ frame: Frame) throws {
    let target = try object.evaluate(frame)
    do {
      guard case .object(let object) = target else { throw target.missingAttribute(name.string) }
      try object.deleteAttribute(name.string)
    } catch { throw frame.located(error, span) }
  }
}

final class ItemNode: Node {
  let object: Node
  let key: Node

  init(_ object: Node, _ key: Node, _ span: SourceSpan) {
    self.object = object
    self.key = key
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let value = try object.evaluate(frame)
    let key = try key.evaluate(frame)
    do { return try value.item(key) } catch { throw frame.located(error, span) }
  }
}

final class ItemTarget: Target {
  let object: Node
  let key: Node

  init(_ object: Node, _ key: Node, _ span: SourceSpan) {
    self.object = object
    self.key = key
    super.init(span)
  }

  override func assign(_ value: Value, _ frame: Frame) throws {
    let target = try object.evaluate(frame)
    let key = try key.evaluate(frame)
    do { try target.setItem(key, value) } catch { throw frame.located(error, span) }
  }

  override func delete(_ frame: Frame) throws {
    let target = try object.evaluate(frame)
    let key = try key.evaluate(frame)
    do { try target.deleteItem(key) } catch { throw frame.located(error, span) }
  }
}

final class SliceNode: Node {
  let start: Node?
  let stop: Node?
  let step: Node?

  init(_ start: Node?, _ stop: Node?, _ step: Node?, _ span: SourceSpan) {
    self.start = start
    self.stop = stop
    self.step = step
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    .object(
      PySlice(
        try start?.evaluate(frame) ?? Value.none, try stop?.evaluate(frame) ?? Value.none,
        try step?.evaluate(frame) ?? Value.none))
  }
}

/// `a, *b = value`
final class UnpackTarget: Target {
  let targets: [Target]
  let starred: Int?

  init(_ targets: [Target], starred: Int?, _ span: SourceSpan) {
    self.targets = targets
    self.starred = starred
    super.init(span)
  }

  override func assign(_ value: Value, _ frame: Frame) throws {
    let values: [Value]
    do { values = try unpacked(value) } catch { throw frame.located(error, span) }
    for (target, value) in zip(targets, values) { try target.assign(value, frame) }
  }

  private func unpacked(_ value: Value) throws -> [Value] {
    if starred == nil, let elements = value.elements {
      try check(elements.count)
      return elements
    }
    let iterator: PyIterator
    do { iterator = try value.makeIterator() } catch let error as PyError
      where error.kind == .typeError && error.message.hasSuffix("is not iterable")
    {
      throw PyError(.typeError, "cannot unpack non-iterable \(value.typeName) object")
    }
    guard let starred else {
      var values: [Value] = []
      while values.count <= targets.count, let next = try iterator.next() { values.append(next) }
      try check(values.count)
      return values
    }
    let all = try iterator.remainingValues()
    let after = targets.count - starred - 1
    guard all.count >= targets.count - 1 else {
      throw PyError(
        .valueError, "not enough values to unpack (expected at least \(targets.count - 1), got \(all.count))")
    }
    let middle = Array(all[starred..<(all.count - after)])
    return Array(all[..<starred]) + [.array(middle)] + all[(all.count - after)...]
  }

  private func check(_ count: Int) throws {
    if count > targets.count {
      throw PyError(.valueError, "too many values to unpack (expected \(targets.count))")
    }
    if count < targets.count {
      throw PyError(.valueError, "not enough values to unpack (expected \(targets.count), got \(count))")
    }
  }

  override func delete(_ frame: Frame) throws { for target in targets { try target.delete(frame) } }
}
