import PythonValues

extension Renderer {
  static let sequenceFilters: [String: Filter] = [
    "length": Filter("value") { arguments, _ in .int(try arguments["value"].length()) },
    "count": Filter("value") { arguments, _ in .int(try arguments["value"].length()) },
    "list": Filter("value") { .array(try $1.elements(of: $0["value"])) },
    "first": Filter("value") { try $1.first($0["value"]) },
    "last": Filter("value") { try $1.last($0["value"]) },
    "join": Filter("value, d='', attribute=None") { try $1.join($0) },
    "reverse": Filter("value") { try $1.reverse($0["value"]) },
    "sort": Filter("value, reverse=False, case_sensitive=False, attribute=None") { try $1.sort($0) },
    "dictsort": Filter("value, case_sensitive=False, by='key', reverse=False") { try $1.dictSort($0) },
    "unique": Filter("value, case_sensitive=False, attribute=None") { try $1.unique($0) },
    "min": Filter("value, case_sensitive=False, attribute=None") { try $1.extreme($0, .less) },
    "max": Filter("value, case_sensitive=False, attribute=None") { try $1.extreme($0, .greater) },
    "sum": Filter("value, attribute=None, start=0") { try $1.sum($0) },
    "batch": Filter("value, linecount, fill_with=None") { try $1.batch($0) },
    "slice": Filter("value, slices, fill_with=None") { try $1.slices($0) },
    "groupby": Filter("value, attribute, default=None, case_sensitive=False") { try $1.groupBy($0) },
    "items": Filter("value") { try $1.items($0["value"]) },
  ]

  private func first(_ value: Value) throws -> Value {
    try value.makeIterator().next() ?? .object(Undefined(.other("No first item, sequence was empty.")))
  }

  private func last(_ value: Value) throws -> Value {
    try reversible(value).last ?? .object(Undefined(.other("No last item, sequence was empty.")))
  }

  /// The elements of what Python's `reversed` takes.
  private func reversible(_ value: Value) throws -> [Value] {
    switch value {
    case .object(let object) where object is PyIterator:
      throw PyError(.typeError, "'\(value.typeName)' object is not reversible")
    case .set: throw PyError(.typeError, "'set' object is not reversible")
    default: return try elements(of: value)
    }
  }

  private func reverse(_ value: Value) throws -> Value {
    if case .str = value { return try value.item(.object(PySlice(.none, .none, -1))) }
    return .object(ArrayIterator(try elements(of: value).reversed(), typeName: "list_reverseiterator"))
  }

  private func join(_ arguments: BoundArguments) throws -> Value {
    let path = path(arguments["attribute"])
    let separator = try text(of: arguments["d"])
    var bytes: [UInt8] = []
    for (index, element) in try elements(of: arguments["value"]).enumerated() {
      if index > 0 { bytes += separator.bytes }
      bytes += try text(of: follow(path, from: element)).bytes
      guard bytes.count <= limits.textSizeInBytes else {
        throw LimitReached(limit: .textSize(limits.textSizeInBytes))
      }
    }
    return .str(PyString(bytes: bytes))
  }

  /// Elements in the order of their keys; equal ones keep their order, also in reverse.
  private func ordered(_ elements: [Value], by keys: [Value], reverse: Bool) throws -> [Value] {
    let order = try elements.indices.sorted { a, b in
      try charge()
      let (left, right) = reverse ? (keys[b], keys[a]) : (keys[a], keys[b])
      if try left.compares(.less, right) { return true }
      if try right.compares(.less, left) { return false }
      return a < b
    }
    return order.map { elements[$0] }
  }

  private func sort(_ arguments: BoundArguments) throws -> Value {
    let isSensitive = try arguments.bool("case_sensitive")
    let attribute = arguments["attribute"]
    let paths = attribute.string?.split(separator: ",", omittingEmptySubsequences: false).map {
      path(.string(String($0)))
    }
    let elements = try elements(of: arguments["value"])
    let keys = try elements.map { element in
      Value.array(
        try (paths ?? [path(attribute)]).map { path in
          try comparable(follow(path, from: element), caseSensitive: isSensitive)
        })
    }
    return .array(try ordered(elements, by: keys, reverse: arguments.bool("reverse")))
  }

  private func dictSort(_ arguments: BoundArguments) throws -> Value {
    guard case .dict(let dict) = arguments["value"] else { throw arguments["value"].missingAttribute("items") }
    let by = try arguments.string("by")
    guard by == "key" || by == "value" else {
      throw Misuse(message: "You can only sort by either \"key\" or \"value\"")
    }
    let isSensitive = try arguments.bool("case_sensitive")
    let keys = try dict.items.map { try comparable(by == "key" ? $0.key : $0.value, caseSensitive: isSensitive) }
    let pairs = dict.items.map { Value.tupleOf($0.key, $0.value) }
    return .array(try ordered(pairs, by: keys, reverse: arguments.bool("reverse")))
  }

  private func unique(_ arguments: BoundArguments) throws -> Value {
    let isSensitive = try arguments.bool("case_sensitive")
    let path = path(arguments["attribute"])
    let seen = PySet()
    return try generator(arguments["value"]) { [self] element in
      let key = try comparable(follow(path, from: element), caseSensitive: isSensitive)
      guard try !seen.contains(key) else { return nil }
      try seen.add(key)
      return element
    }
  }

  private func extreme(_ arguments: BoundArguments, _ comparison: Comparison) throws -> Value {
    let isSensitive = try arguments.bool("case_sensitive")
    let path = path(arguments["attribute"])
    var best: (element: Value, key: Value)?
    for element in try elements(of: arguments["value"]) {
      let key = try comparable(follow(path, from: element), caseSensitive: isSensitive)
      if let known = best, try !key.compares(comparison, known.key) { continue }
      best = (element, key)
    }
    return best?.element ?? .object(Undefined(.other("No aggregated item, sequence was empty.")))
  }

  private func sum(_ arguments: BoundArguments) throws -> Value {
    let path = path(arguments["attribute"])
    var total = arguments["start"]
    if case .str = total { throw PyError(.typeError, "sum() can't sum strings [use ''.join(seq) instead]") }
    for element in try elements(of: arguments["value"]) {
      total = try made(total.binary(.add, follow(path, from: element)))
    }
    return total
  }

  private func batch(_ arguments: BoundArguments) throws -> Value {
    let size = try arguments.integer("linecount")
    let filler = arguments["fill_with"]
    if size > limits.elementCount { throw LimitReached(limit: .elementCount(limits.elementCount)) }
    var batches: [[Value]] = []
    for element in try elements(of: arguments["value"]) {
      if let last = batches.last, last.count != size {
        batches[batches.count - 1].append(element)
      } else {
        batches.append([element])
      }
    }
    if !filler.isNone, let last = batches.last, last.count < size {
      batches[batches.count - 1] += [Value](repeating: filler, count: size - last.count)
    }
    return .object(ArrayIterator(batches.map { .array($0) }, typeName: "generator"))
  }

  private func slices(_ arguments: BoundArguments) throws -> Value {
    let count = try arguments.integer("slices")
    guard count != 0 else { throw PyError(.zeroDivisionError, "integer division or modulo by zero") }
    if count > limits.elementCount { throw LimitReached(limit: .elementCount(limits.elementCount)) }
    let elements = try elements(of: arguments["value"])
    let filler = arguments["fill_with"]
    var parts: [Value] = []
    var start = 0
    for number in 0..<max(0, count) {
      let isLonger = number < elements.count % count
      let end = start + elements.count / count + (isLonger ? 1 : 0)
      var part = Array(elements[start..<end])
      if !filler.isNone, !isLonger { part.append(filler) }
      parts.append(.array(part))
      start = end
    }
    return .object(ArrayIterator(parts, typeName: "generator"))
  }

  private func groupBy(_ arguments: BoundArguments) throws -> Value {
    let path = path(arguments["attribute"])
    let isSensitive = try arguments.bool("case_sensitive")
    let fallback = arguments["default"]
    let elements = try elements(of: arguments["value"])
    func key(_ element: Value) throws -> Value {
      try comparable(follow(path, from: element, default: fallback), caseSensitive: isSensitive)
    }
    var groups: [(key: Value, values: [Value])] = []
    for element in try ordered(elements, by: elements.map(key), reverse: false) {
      let key = try key(element)
      if let last = groups.last, try last.key.equals(key) {
        groups[groups.count - 1].values.append(element)
      } else {
        groups.append((key, [element]))
      }
    }
    return .array(
      try groups.map { group in
        let shown = isSensitive ? group.key : try follow(path, from: group.values[0], default: fallback)
        return .object(GroupedValues(shown, group.values))
      })
  }

  private func items(_ value: Value) throws -> Value {
    if value.isUndefined { return .object(ArrayIterator([], typeName: "generator")) }
    guard case .dict(let dict) = value else {
      throw PyError(.typeError, "Can only get item pairs from a mapping.")
    }
    return .object(ArrayIterator(dict.items.map { .tupleOf($0.key, $0.value) }, typeName: "generator"))
  }
}
