import PythonValues
import SourceText

/// A test: how many arguments it takes beside the value, and its answer.
struct Test: Sendable {
  typealias Body = @Sendable (Value, Value, Renderer) throws -> Bool

  let argumentCount: Int
  let body: Body

  /// A test of a value alone.
  static func alone(_ body: @escaping @Sendable (Value) throws -> Bool) -> Test {
    Test(argumentCount: 0) { value, _, _ in try body(value) }
  }

  /// A test of a value against another.
  static func against(_ body: @escaping @Sendable (Value, Value) throws -> Bool) -> Test {
    Test(argumentCount: 1) { value, other, _ in try body(value, other) }
  }

  init(argumentCount: Int, _ body: @escaping Body) {
    self.argumentCount = argumentCount
    self.body = body
  }
}

extension Renderer {
  /// `value is name(arguments)`.
  func applyTest(_ name: String, to value: Value, _ arguments: CallArguments) throws -> Bool {
    guard let test = Renderer.tests[name] else {
      let hint = nearestName(to: name, among: Renderer.tests.keys.sorted()).map { " Did you mean '\($0)'?" } ?? ""
      throw Misuse(message: "No test named '\(name)'.\(hint)")
    }
    guard arguments.positional.count + arguments.keywords.count == test.argumentCount else {
      throw PyError(
        .typeError,
        "the test '\(name)' takes \(test.argumentCount) argument(s), but \(arguments.positional.count) were given")
    }
    if test.argumentCount > 0 { try visit(value) }
    let argument = arguments.positional.first ?? arguments.keywords.first?.value ?? .none
    if test.argumentCount > 0 { try visit(argument) }
    return try test.body(value, argument, self)
  }

  static let tests: [String: Test] = kindTests.merging(comparisonTests) { first, _ in first }

  private static let kindTests: [String: Test] = [
    "defined": .alone { !$0.isUndefined },
    "undefined": .alone { $0.isUndefined },
    "none": .alone { $0.isNone },
    "boolean": .alone { if case .bool = $0 { true } else { false } },
    "true": .alone { if case .bool(true) = $0 { true } else { false } },
    "false": .alone { if case .bool(false) = $0 { true } else { false } },
    "integer": .alone { if case .int = $0 { true } else { false } },
    "float": .alone { if case .float = $0 { true } else { false } },
    "number": .alone { $0.number != nil },
    "string": .alone { if case .str = $0 { true } else { false } },
    "mapping": .alone { $0.dict != nil },
    "sequence": .alone { isSequence($0) },
    "iterable": .alone { isIterable($0) },
    "callable": .alone { $0.isCallable },
    "escaped": .alone { _ in false },
    "lower": Test(argumentCount: 0) { value, _, renderer in
      try renderer.method("islower", of: renderer.textValue(value)).isTruthy()
    },
    "upper": Test(argumentCount: 0) { value, _, renderer in
      try renderer.method("isupper", of: renderer.textValue(value)).isTruthy()
    },
    "odd": .alone { try $0.binary(.modulo, 2).equals(1) },
    "even": .alone { try $0.binary(.modulo, 2).equals(0) },
    "divisibleby": .against { try $0.binary(.modulo, $1).equals(0) },
    "filter": .alone { $0.string.map { Renderer.filters[$0] != nil } ?? false },
    "test": .alone { $0.string.map { Renderer.tests[$0] != nil } ?? false },
  ]

  private static let comparisonTests: [String: Test] = [
    "sameas": .against { $0.isIdentical(to: $1) },
    "in": Test(argumentCount: 1) { value, container, renderer in
      try renderer.checkSearch(for: value, in: container)
      return try container.contains(value)
    },
    "==": .against { try $0.equals($1) },
    "eq": .against { try $0.equals($1) },
    "equalto": .against { try $0.equals($1) },
    "!=": .against { try !$0.equals($1) },
    "ne": .against { try !$0.equals($1) },
    ">": .against { try $0.compares(.greater, $1) },
    "gt": .against { try $0.compares(.greater, $1) },
    "greaterthan": .against { try $0.compares(.greater, $1) },
    ">=": .against { try $0.compares(.greaterOrEqual, $1) },
    "ge": .against { try $0.compares(.greaterOrEqual, $1) },
    "<": .against { try $0.compares(.less, $1) },
    "lt": .against { try $0.compares(.less, $1) },
    "lessthan": .against { try $0.compares(.less, $1) },
    "<=": .against { try $0.compares(.lessOrEqual, $1) },
    "le": .against { try $0.compares(.lessOrEqual, $1) },
  ]

  private static func isSequence(_ value: Value) -> Bool {
    switch value {
    case .str, .list, .tuple, .dict: true
    case .object(let object): object is Undefined || object is PyRange || object is GroupedValues
    default: false
    }
  }

  private static func isIterable(_ value: Value) -> Bool {
    switch value {
    case .str, .list, .tuple, .dict, .set: true
    case .object(let object): ((try? object.makeIterator()) ?? nil) != nil
    default: false
    }
  }
}
