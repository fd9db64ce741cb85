extension Value {
  /// `self[key]`.
  public func item(_ key: Value) throws -> Value {
    switch self {
    case .list(let list):
      if case .int(let index) = key, index >= 0, index < list.elements.count { return list.elements[index] }
      if let slice = key.slice { return .array(try Value.slice(list.elements, slice)) }
      return list.elements[try key.sequenceIndex(count: list.elements.count, kind: "list", article: "list")]
    case .dict(let dict):
      if let value = try dict.get(key) { return value }
      if let factory = dict.defaultFactory { return try factory(key) }
      throw PyError.key(key)
    case .str(let text):
      if let slice = key.slice { return .str(try Value.slice(text, slice)) }
      return .str(text.character(at: try key.sequenceIndex(count: text.count, kind: "string", article: "string")))
    case .tuple(let tuple):
      if let slice = key.slice { return .tuple(PyTuple(try Value.slice(tuple.elements, slice))) }
      return tuple.elements[try key.sequenceIndex(count: tuple.elements.count, kind: "tuple", article: "tuple")]
    case .object(let object): return try object.item(key)
    default: throw PyError(.typeError, "'\(typeName)' object is not subscriptable")
    }
  }

  /// `self[key] = value`.
  public func setItem(_ key: Value, _ value: Value) throws {
    switch self {
    case .list(let list):
      if let slice = key.slice { return try list.replace(slice, with: value) }
      let index = try key.sequenceIndex(
        count: list.elements.count, kind: "list", article: "list", activity: " assignment")
      list.elements[index] = value
    case .dict(let dict): try dict.set(key, value)
    case .object(let object): try object.setItem(key, value)
    default: throw PyError(.typeError, "'\(typeName)' object does not support item assignment")
    }
  }

  /// `del self[key]`.
  public func deleteItem(_ key: Value) throws {
    switch self {
    case .list(let list):
      if let slice = key.slice {
        let part = try slice.resolved(count: list.elements.count)
        for index in part.indices.sorted(by: >) { list.elements.remove(at: index) }
        return
      }
      let index = try key.sequenceIndex(
        count: list.elements.count, kind: "list", article: "list", activity: " assignment")
      list.elements.remove(at: index)
    case .dict(let dict):
      if try dict.remove(key) == nil { throw PyError.key(key) }
    case .object(let object): try object.deleteItem(key)
    default: throw PyError(.typeError, "'\(typeName)' object doesn't support item deletion")
    }
  }

  var slice: PySlice? {
    if case .object(let object) = self { object as? PySlice } else { nil }
  }

  /// The index that a key means in a sequence of `count` elements.
  ///
  /// - Throws: `IndexError` outside of it, `TypeError` for what is no integer.
  public func sequenceIndex(count: Int, kind: String, article: String, activity: String = "") throws -> Int {
    var wanted = integer
    if wanted == nil, case .object(let object) = self, case .int(let index)? = try object.numericValue() {
      wanted = index
    }
    guard let wanted else {
      let many = kind == "list" || kind == "tuple" || kind == "range object" ? "\(article) indices" : "\(kind) indices"
      let slices = kind == "string" ? "string indices must be integers, not '\(typeName)'" : ""
      throw PyError(.typeError, slices.isEmpty ? "\(many) must be integers or slices, not \(typeName)" : slices)
    }
    let index = wanted < 0 ? wanted + count : wanted
    guard index >= 0, index < count else {
      throw PyError(.indexError, "\(kind)\(activity.isEmpty ? "" : activity) index out of range")
    }
    return index
  }

  static func slice(_ elements: [Value], _ slice: PySlice) throws -> [Value] {
    let part = try slice.resolved(count: elements.count)
    if part.step == 1 { return Array(elements[part.start..<part.start + part.count]) }
    return part.indices.map { elements[$0] }
  }

  static func slice(_ text: PyString, _ slice: PySlice) throws -> PyString {
    let part = try slice.resolved(count: text.count)
    if part.step == 1 { return text.slice(part.start, part.start + part.count) }
    if text.isASCII { return PyString(bytes: part.indices.map { text.bytes[$0] }, count: part.count) }
    let points = text.codePoints
    return PyString(codePoints: part.indices.map { points[$0] })
  }
}

extension PyList {
  /// `list[slice] = value`.
  func replace(_ slice: PySlice, with value: Value) throws {
    let part = try slice.resolved(count: elements.count)
    let hasStep = !slice.step.isNone && part.step != 1
    guard let new = try? value.iterated() else {
      throw PyError(
        .typeError, hasStep ? "must assign iterable to extended slice" : "can only assign an iterable")
    }
    if !hasStep {
      elements.replaceSubrange(part.start..<part.start + part.count, with: new)
      return
    }
    guard new.count == part.count else {
      throw PyError(
        .valueError,
        "attempt to assign sequence of size \(new.count) to extended slice of size \(part.count)")
    }
    for (index, element) in zip(part.indices, new) { elements[index] = element }
  }
}
