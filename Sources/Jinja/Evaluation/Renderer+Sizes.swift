import PythonValues

/// Sizes foreseen: what an operation would make is checked before it makes it.
extension Renderer {
  /// Checks `text * n`, `list * n` and `text % values`.
  func checkSize(of operation: BinaryOperator, _ left: Value, _ right: Value) throws {
    switch operation {
    case .multiply:
      if let count = right.integer { try checkRepetition(of: left, count) }
      if let count = left.integer { try checkRepetition(of: right, count) }
    case .modulo:
      if case .str(let format) = left { try checkFormat(format, [right]) }
    default: break
    }
  }

  private func checkRepetition(of value: Value, _ count: Int) throws {
    switch value {
    case .str(let text):
      try checkProduct(text.bytes.count, count, limits.textSizeInBytes, .textSize(limits.textSizeInBytes))
    case .list, .tuple:
      try checkProduct(value.elements?.count ?? 0, count, limits.elementCount, .elementCount(limits.elementCount))
    default: break
    }
  }

  private func checkProduct(_ size: Int, _ count: Int, _ limit: Int, _ exceeded: SandboxLimits.Exceeded) throws {
    guard count > 0 else { return }
    let (product, overflow) = size.multipliedReportingOverflow(by: count)
    if overflow || product > limit { throw LimitReached(limit: exceeded) }
  }

  /// A width, an indentation: a number of characters that will be written.
  func checkWidth(_ width: Int) throws {
    if width > limits.textSizeInBytes { throw LimitReached(limit: .textSize(limits.textSizeInBytes)) }
  }

  /// Checks the widths of a format: those written in it, and those given as arguments where it takes any.
  func checkFormat(_ format: PyString, _ values: [Value]) throws {
    var number = 0
    for byte in format.bytes {
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      number = isDigit ? min(number * 10 + Int(byte - UInt8(ascii: "0")), Int(Int32.max)) : 0
      try checkWidth(number > 1 << 20 ? .max : 0)
    }
    let takesWidths = format.bytes.contains(UInt8(ascii: "*")) || format.string.contains(":{")
    for value in values {
      try visit(value)
      for element in value.elements ?? [value] where takesWidths {
        try checkWidth((element.integer ?? 0) > 1 << 20 ? .max : 0)
      }
    }
    if !values.isEmpty { try charge(bytes: format.bytes.count) }
  }

  /// Checks a search whose time may grow with the product of both lengths.
  func checkSearch(for part: Value, in whole: Value) throws {
    guard case .str(let part) = part, case .str(let whole) = whole else { return }
    try charge(whole.bytes.count >> 6 + (part.bytes.count > 64 ? whole.bytes.count / 32 * (part.bytes.count / 32) : 0))
  }

  /// Checks a method of a built-in type before it runs.
  func checkMethod(_ name: String, of receiver: Value, _ arguments: CallArguments) throws {
    try visit(receiver)
    for argument in arguments.positional { try visit(argument) }
    guard case .str(let text) = receiver else { return }
    switch name {
    case "center", "ljust", "rjust", "zfill", "expandtabs":
      let width = arguments.positional.first?.integer ?? arguments["tabsize"]?.integer ?? 8
      try checkWidth(width)
      if name == "expandtabs" { try checkRepetition(of: .str(text), max(1, width)) }
    case "join": try checkJoin(text, arguments.positional.first)
    case "replace": try checkReplacement(in: text, arguments)
    case "format", "format_map":
      try checkFormat(text, arguments.positional + arguments.keywords.map(\.value))
    case "find", "rfind", "index", "rindex", "count", "split", "rsplit", "partition", "rpartition", "removeprefix",
      "removesuffix":
      if let part = arguments.positional.first { try checkSearch(for: part, in: receiver) }
    default: break
    }
  }

  /// Checks the length of a text joined of elements.
  func checkJoin(_ separator: PyString, _ list: Value?) throws {
    guard let elements = list?.elements else { return }
    var size = 0
    for element in elements {
      if case .str(let text) = element { size += text.bytes.count + separator.bytes.count }
      if size > limits.textSizeInBytes { throw LimitReached(limit: .textSize(limits.textSizeInBytes)) }
    }
  }

  private func checkReplacement(in text: PyString, _ arguments: CallArguments) throws {
    guard arguments.positional.count >= 2, case .str(let old) = arguments.positional[0],
      case .str(let new) = arguments.positional[1], new.bytes.count > old.bytes.count
    else { return }
    try checkSearch(for: .str(old), in: .str(text))
    let (product, overflow) = text.bytes.count.multipliedReportingOverflow(by: new.bytes.count + 1)
    guard overflow || product > limits.textSizeInBytes else { return }
    let found =
      try BuiltinMethods.method("count", of: .str(text))?
      .call(.str(text), CallArguments([.str(old)]), self).integer ?? 0
    let count = arguments.positional.count > 2 ? min(found, arguments.positional[2].integer ?? found) : found
    try checkRepetition(of: .str(new), max(1, count < 0 ? found : count))
  }
}
