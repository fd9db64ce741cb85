import PythonValues

/// The lazy iterators of the built-ins.
enum Iterators {
  static func zip(_ arguments: CallArguments) throws -> Value {
    let isStrict = try arguments["strict"]?.isTruthy() ?? false
    let sources = try arguments.positional.map { try $0.makeIterator() }
    return .object(
      ClosureIterator(typeName: "zip") {
        if sources.isEmpty { return nil }
        var values: [Value] = []
        for (index, source) in sources.enumerated() {
          guard let value = try source.next() else {
            if isStrict { try checkLengths(sources, index) }
            return nil
          }
          values.append(value)
        }
        return .tuple(PyTuple(values))
      })
  }

  private static func checkLengths(_ sources: [PyIterator], _ index: Int) throws {
    if index > 0 {
      let others = index == 1 ? "argument 1" : "arguments 1-\(index)"
      throw PyError(.valueError, "zip() argument \(index + 1) is shorter than \(others)")
    }
    for (place, source) in sources.enumerated().dropFirst() where try source.next() != nil {
      let others = place == 1 ? "argument 1" : "arguments 1-\(place)"
      throw PyError(.valueError, "zip() argument \(place + 1) is longer than \(others)")
    }
  }

  static func map(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    guard arguments.positional.count >= 2 else { throw PyError(.typeError, "map() must have at least two arguments.") }
    let function = arguments.positional[0]
    let sources = try arguments.positional.dropFirst().map { try $0.makeIterator() }
    return .object(
      ClosureIterator(typeName: "map") {
        var values: [Value] = []
        for source in sources {
          guard let value = try source.next() else { return nil }
          values.append(value)
        }
        return try function.call(CallArguments(values), context)
      })
  }

  static func filter(_ function: Value, _ iterable: Value, _ context: CallContext) throws -> Value {
    let source = try iterable.makeIterator()
    return .object(
      ClosureIterator(typeName: "filter") {
        while let value = try source.next() {
          let verdict = function.isNone ? value : try context.call(function, value)
          if try verdict.isTruthy() { return value }
        }
        return nil
      })
  }

  static func enumerate(_ iterable: Value, _ start: Int) throws -> Value {
    let source = try iterable.makeIterator()
    var index = start
    return .object(
      ClosureIterator(typeName: "enumerate") {
        guard let value = try source.next() else { return nil }
        defer { index &+= 1 }
        return .tupleOf(.int(index), value)
      })
  }

  static func reversed(_ value: Value, _ context: CallContext) throws -> Value {
    switch value {
    case .list(let list):
      var index = list.elements.count
      return .object(
        ClosureIterator(typeName: "list_reverseiterator") {
          index = min(index, list.elements.count)
          guard index > 0 else { return nil }
          index -= 1
          return list.elements[index]
        })
    case .tuple(let tuple): return .object(ArrayIterator(tuple.elements.reversed(), typeName: "reversed"))
    case .str(let text):
      let points = text.codePoints.reversed().map { Value.str(PyString(codePoints: [$0])) }
      return .object(ArrayIterator(points, typeName: "reversed"))
    case .dict(let dict): return .object(ArrayIterator(dict.keys.reversed(), typeName: "dict_reversekeyiterator"))
    case .object(let object):
      if let range = object as? PyRange {
        var index = range.count
        return .object(
          ClosureIterator(typeName: "range_iterator") {
            guard index > 0 else { return nil }
            index -= 1
            return .int(range.number(at: index))
          })
      }
      if let view = object as? DictView {
        return .object(ArrayIterator(view.elements.reversed(), typeName: "dict_reverse\(view.part.rawValue)iterator"))
      }
      if let instance = object as? Instance, let result = try instance.special("__reversed__") { return result }
      if !(object is PyIterator), let count = try object.length() {
        var index = count
        return .object(
          ClosureIterator(typeName: "reversed") {
            guard index > 0 else { return nil }
            index -= 1
            return try object.item(.int(index))
          })
      }
    default: break
    }
    throw PyError(.typeError, "'\(value.typeName)' object is not reversible")
  }
}
