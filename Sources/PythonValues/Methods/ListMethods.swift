extension BuiltinMethods {
  /// The methods of list.
  static let list = table([
    BuiltinMethod("list", "append", "object, /") { receiver, arguments, _ in
      try theList(receiver).append(arguments[0])
      return .none
    },
    BuiltinMethod("list", "extend", "iterable, /") { receiver, arguments, _ in
      let new = try arguments[0].iterated()
      let list = try theList(receiver)
      try Value.checkSize(MemoryLayout<Value>.stride, times: list.elements.count + new.count)
      list.elements.append(contentsOf: new)
      return .none
    },
    BuiltinMethod("list", "insert", "index, object, /") { receiver, arguments, _ in
      let list = try theList(receiver)
      let index = try arguments.integer("index")
      let place = index < 0 ? max(0, index + list.elements.count) : min(index, list.elements.count)
      list.elements.insert(arguments[1], at: place)
      return .none
    },
    BuiltinMethod("list", "pop", "index=-1, /") { receiver, arguments, _ in
      let list = try theList(receiver)
      if list.elements.isEmpty { throw PyError(.indexError, "pop from empty list") }
      if let place = arguments.values.first, place == nil { return list.elements.removeLast() }
      let count = list.elements.count
      guard let wanted = arguments[0].integer else {
        throw PyError(.typeError, "'\(arguments[0].typeName)' object cannot be interpreted as an integer")
      }
      let place = wanted < 0 ? wanted + count : wanted
      guard place >= 0, place < count else { throw PyError(.indexError, "pop index out of range") }
      return list.elements.remove(at: place)
    },
    BuiltinMethod("list", "remove", "value, /") { receiver, arguments, _ in
      let list = try theList(receiver)
      guard let index = try firstIndex(of: arguments[0], in: list.elements), index < list.elements.count else {
        throw PyError(.valueError, "list.remove(x): x not in list")
      }
      list.elements.remove(at: index)
      return .none
    },
    BuiltinMethod("list", "clear", "") { receiver, _, _ in
      try theList(receiver).elements = []
      return .none
    },
    BuiltinMethod("list", "copy", "") { receiver, _, _ in .array(try theList(receiver).elements) },
    BuiltinMethod("list", "reverse", "") { receiver, _, _ in
      try theList(receiver).elements.reverse()
      return .none
    },
    BuiltinMethod("list", "sort", "*, key=None, reverse=False") { receiver, arguments, context in
      let list = try theList(receiver)
      list.elements = try sorted(
        list.elements, key: arguments["key"], reverse: arguments.bool("reverse"), context: context)
      return .none
    },
    BuiltinMethod("list", "index", "value, start=0, stop=..., /") { receiver, arguments, _ in
      try index(of: arguments, in: theList(receiver).elements, type: "list")
    },
    BuiltinMethod("list", "count", "value, /") { receiver, arguments, _ in
      try count(of: arguments[0], in: theList(receiver).elements)
    },
  ])

  /// The methods of tuple.
  static let tuple = table([
    BuiltinMethod("tuple", "index", "value, start=0, stop=..., /") { receiver, arguments, _ in
      try index(of: arguments, in: receiver.elements ?? [], type: "tuple")
    },
    BuiltinMethod("tuple", "count", "value, /") { receiver, arguments, _ in
      try count(of: arguments[0], in: receiver.elements ?? [])
    },
  ])

  private static func theList(_ value: Value) throws -> PyList {
    guard case .list(let list) = value else {
      throw PyError(.typeError, "descriptor requires a 'list' object but received a '\(value.typeName)'")
    }
    return list
  }

  private static func firstIndex(of value: Value, in elements: [Value]) throws -> Int? {
    try elements.firstIndex { try $0.isIdentical(to: value) || $0.equals(value) }
  }

  private static func index(of arguments: BoundArguments, in elements: [Value], type: String) throws -> Value {
    func bound(_ index: Int) -> Int { index < 0 ? max(0, index + elements.count) : min(index, elements.count) }
    let start = bound(try arguments.integer("start"))
    let stop = arguments.isGiven("stop") ? bound(try arguments.integer("stop")) : elements.count
    if start < stop, let place = try firstIndex(of: arguments[0], in: Array(elements[start..<stop])) {
      return .int(start + place)
    }
    throw PyError(
      .valueError, type == "list" ? "\(try arguments[0].repr()) is not in list" : "tuple.index(x): x not in tuple")
  }

  private static func count(of value: Value, in elements: [Value]) throws -> Value {
    .int(try elements.count { try $0.isIdentical(to: value) || $0.equals(value) })
  }
}

/// Values in their order, equal ones in the order they came in, as `sorted` gives them.
///
/// - Throws: what the key function and the comparisons throw.
public func sorted(_ values: [Value], key: Value, reverse: Bool, context: CallContext) throws -> [Value] {
  let keys = key.isNone ? values : try values.map { try context.call(key, $0) }
  var order = Array(values.indices)
  try mergeSort(&order) { left, right in
    try reverse ? keys[left].compares(.less, keys[right]) : keys[right].compares(.less, keys[left])
  }
  return order.map { values[$0] }
}

/// Sorts stably; `isAfter(a, b)` says that b must come before a.
private func mergeSort(_ order: inout [Int], _ isAfter: (Int, Int) throws -> Bool) throws {
  var source = order
  var target = order
  var width = 1
  while width < source.count {
    var start = 0
    while start < source.count {
      let middle = min(start + width, source.count)
      let end = min(start + 2 * width, source.count)
      var (left, right) = (start, middle)
      for place in start..<end {
        if left < middle, try right >= end || !isAfter(source[left], source[right]) {
          target[place] = source[left]
          left += 1
        } else {
          target[place] = source[right]
          right += 1
        }
      }
      start = end
    }
    swap(&source, &target)
    width *= 2
  }
  order = source
}
