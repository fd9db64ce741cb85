import PythonValues

/// A class of the host that cells may name, make instances of and derive from (`TrainerCallback`).
public final class HostClass: PyType {
  /// Makes an instance of it.
  public typealias Construction = (CallArguments, CallContext) throws -> Value

  private let parent: HostClass?
  private var methods: [String: Value] = [:]
  private let construction: Construction?
  private let recognizes: ((Value) -> Bool)?

  /// Makes a class.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - base: the class it derives from.
  ///   - methods: what instances of derived classes inherit; each takes the instance as its first argument.
  ///   - recognizes: whether a value counts as an instance (`isinstance`); nil compares the type's name.
  ///   - construct: makes an instance when a cell calls the class; nil refuses it.
  public init(
    _ name: String, base: HostClass? = nil, methods: [NativeFunction] = [], construct: Construction? = nil,
    recognizes: ((Value) -> Bool)? = nil
  ) {
    parent = base
    construction = construct
    self.recognizes = recognizes
    super.init(name: name)
    for method in methods { self.methods[method.name] = .object(method) }
  }

  /// The class it derives from.
  public override var base: PyType? { parent }

  /// Adds an attribute of the class: a static function (`from_pretrained`) or a constant.
  public func define(_ name: String, _ value: Value) { methods[name] = value }

  /// The method or attribute of a name.
  func method(_ name: String) -> Value? { methods[name] ?? parent?.method(name) }

  /// Its methods, `__name__`.
  public override func attribute(_ name: String) throws -> Value? { try method(name) ?? super.attribute(name) }

  /// The names of its methods.
  public override var attributeNames: [String] { methods.keys.sorted() + (parent?.attributeNames ?? []) }

  /// Whether a value is an instance.
  public override func isInstance(_ value: Value) -> Bool { recognizes?(value) ?? false || super.isInstance(value) }

  /// Makes an instance.
  public override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    guard let construction else { throw PyError(.typeError, "\(name) cannot be made by calling it") }
    return try construction(arguments, context)
  }
}
