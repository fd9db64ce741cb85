import PythonValues
import SourceText

/// The arguments of a call, ready to run.
struct ArgumentNodes {
  enum Kind {
    case positional
    case keyword(String)
    case unpackedList
    case unpackedDict
  }

  let arguments: [(kind: Kind, node: Node)]
  /// The nodes, where all are plain positional arguments.
  let plain: [Node]?

  init(_ arguments: [(kind: Kind, node: Node)]) {
    self.arguments = arguments
    let isPlain = arguments.allSatisfy { if case .positional = $0.kind { true } else { false } }
    plain = isPlain ? arguments.map(\.node) : nil
  }

  func evaluate(_ frame: Frame, _ callee: Value) throws -> CallArguments {
    var result = CallArguments()
    result.positional.reserveCapacity(arguments.count)
    for (kind, node) in arguments {
      let value = try node.evaluate(frame)
      switch kind {
      case .positional: result.positional.append(value)
      case .keyword(let name): result.keywords.append((name, value))
      case .unpackedList:
        guard let values = try? value.iterated() else {
          do { _ = try value.makeIterator().remainingValues() } catch let error as PyError
            where error.kind == .typeError && error.message.hasSuffix("is not iterable")
          {
            throw frame.located(
              PyError(
                .typeError, "\(CallNode.name(callee))() argument after * must be an iterable, not \(value.typeName)"),
              node.span)
          } catch { throw frame.located(error, node.span) }
          continue
        }
        result.positional.append(contentsOf: values)
      case .unpackedDict: try unpack(value, into: &result, callee, frame, node)
      }
    }
    return result
  }

  private func unpack(
    _ value: Value, into result: inout CallArguments, _ callee: Value, _ frame: Frame, _ node: Node
  ) throws {
    do {
      let dict = PyDict()
      do { try dict.unpack(value) } catch let error as PyError where error.message.hasSuffix("is not a mapping") {
        throw PyError(
          .typeError, "\(CallNode.name(callee))() argument after ** must be a mapping, not \(value.typeName)")
      }
      for (key, value) in dict.items {
        guard case .str(let name) = key else { throw PyError(.typeError, "keywords must be strings") }
        if result[name.string] != nil {
          throw PyError(
            .typeError, "\(CallNode.name(callee))() got multiple values for keyword argument '\(name.string)'")
        }
        result.keywords.append((name.string, value))
      }
    } catch { throw frame.located(error, node.span) }
  }
}

final class CallNode: Node {
  let function: Node
  let arguments: ArgumentNodes

  init(_ function: Node, _ arguments: ArgumentNodes, _ span: SourceSpan) {
    self.function = function
    self.arguments = arguments
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let callee = try function.evaluate(frame)
    if case .object(let object) = callee, type(of: object) == Function.self, let plain = arguments.plain {
      let function = unsafeDowncast(object, to: Function.self)
      if function.code.isSimple {
        return try callDirectly(function, nil, plain, frame, span)
      }
    }
    let values = try arguments.evaluate(frame, callee)
    do { return try callee.call(values, frame.interpreter) } catch { throw frame.located(error, span) }
  }

  static func name(_ callee: Value) -> String {
    if case .object(let object) = callee {
      if let function = object as? Function { return function.code.qualifiedName }
      if let type = object as? PyType { return type.name }
    }
    return (try? callee.attributeIfPresent("__name__"))?.string ?? callee.typeName
  }
}

/// Calls a function with plain arguments: they go straight into its frame.
func callDirectly(
  _ function: Function, _ receiver: Value?, _ arguments: [Node], _ frame: Frame, _ span: SourceSpan
) throws -> Value {
  let code = function.code
  let given = arguments.count + (receiver == nil ? 0 : 1)
  guard given <= code.positionalCount else {
    for argument in arguments { _ = try argument.evaluate(frame) }
    throw frame.located(code.tooManyArguments(given), span)
  }
  let inner = Frame(code, frame.interpreter)
  var slot = 0
  if let receiver {
    inner.slots[0] = receiver
    slot = 1
  }
  for argument in arguments {
    inner.slots[slot] = try argument.evaluate(frame)
    slot += 1
  }
  do {
    if slot < code.positionalCount { try function.fillDefaults(inner, from: slot) }
    return try function.run(inner)
  } catch { throw frame.located(error, span) }
}

/// `object.method(…)`: without making a bound method.
final class MethodCallNode: Node {
  let object: Node
  let name: PyString
  let text: String
  let arguments: ArgumentNodes

  init(_ object: Node, _ name: PyString, _ arguments: ArgumentNodes, _ span: SourceSpan) {
    self.object = object
    self.name = name
    text = name.string
    self.arguments = arguments
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let receiver = try object.evaluate(frame)
    if case .object(let object) = receiver {
      if type(of: object) == Instance.self {
        return try call(on: unsafeDowncast(object, to: Instance.self), receiver, frame)
      }
    } else if let method = BuiltinMethods.method(text, of: receiver) {
      if case .list(let list) = receiver, text == "append", let plain = arguments.plain, plain.count == 1 {
        let value = try plain[0].evaluate(frame)
        try list.append(value)
        return .none
      }
      let values = try arguments.evaluate(frame, receiver)
      do { return try method.call(receiver, values, frame.interpreter) } catch { throw frame.located(error, span) }
    }
    return try callAttribute(of: receiver, frame)
  }

  private func callAttribute(of receiver: Value, _ frame: Frame) throws -> Value {
    let callee: Value
    do { callee = try receiver.languageAttribute(text) } catch { throw frame.located(error, span) }
    return try call(callee, frame)
  }

  private func call(_ callee: Value, _ frame: Frame) throws -> Value {
    let values = try arguments.evaluate(frame, callee)
    do { return try callee.call(values, frame.interpreter) } catch { throw frame.located(error, span) }
  }

  private func call(on instance: Instance, _ receiver: Value, _ frame: Frame) throws -> Value {
    if let own = instance.members[name] { return try call(own, frame) }
    if case .object(let found)? = instance.userClass.lookUp(name), type(of: found) == Function.self {
      let function = unsafeDowncast(found, to: Function.self)
      if function.code.isSimple, let plain = arguments.plain {
        return try callDirectly(function, receiver, plain, frame, span)
      }
      var values = try arguments.evaluate(frame, .object(function))
      values.positional.insert(receiver, at: 0)
      do { return try function.call(values, frame.interpreter) } catch { throw frame.located(error, span) }
    }
    let callee: Value
    do {
      guard let found = try instance.find(name) else { throw receiver.missingAttribute(text) }
      callee = found
    } catch { throw frame.located(error, span) }
    return try call(callee, frame)
  }
}

/// `super()` without arguments, inside a method.
final class SuperNode: Node {
  let classNode: Node
  let selfNode: Node

  init(_ classNode: Node, _ selfNode: Node, _ span: SourceSpan) {
    self.classNode = classNode
    self.selfNode = selfNode
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let type = try classNode.evaluate(frame)
    let receiver = try selfNode.evaluate(frame)
    guard case .object(let object) = type, let userClass = object as? UserClass else {
      throw frame.located(PyError(.runtimeError, "super(): no arguments"), span)
    }
    return .object(SuperObject(userClass, receiver))
  }
}
