import PythonValues
import Tensors

/// `torch`: dtypes, tensors of lists, seeds, and the switches that have nothing to switch here.
func torchNames(_ seeds: SeedSource) -> [(String, Value)] {
  let types: [(String, Value)] = [
    ("float32", .float32), ("float", .float32), ("bfloat16", .bfloat16), ("float16", .float16), ("half", .float16),
    ("int64", .int64), ("long", .int64), ("bool", ElementType.bool),
  ].map { ($0.0, .object(DTypeObject($0.1))) }
  let switches: [(String, Value)] = ["no_grad", "inference_mode", "enable_grad"].map { name in
    (name, function(name, "mode=True") { _, _ in .object(GradientSwitchObject(name)) })
  }
  let cuda = NamespaceObject(
    "torch.cuda",
    [
      ("is_available", function("is_available", "") { _, _ in false }),
      ("device_count", function("device_count", "") { _, _ in 0 }),
      ("empty_cache", function("empty_cache", "") { _, _ in .none }),
    ])
  return types + switches + makers + [
    ("cuda", .object(cuda)),
    ("manual_seed", seeding("manual_seed", seeds)),
    (
      "device",
      function("device", "name") { arguments, context in
        noticeDevice(try arguments.string("name"), context)
        return .object(DeviceObject())
      }
    ),
    (
      "equal",
      function("equal", "input, other") { arguments, _ in
        let left = try tensor(of: arguments["input"])
        let right = try tensor(of: arguments["other"])
        return .bool(left.shape == right.shape && left.floats() == right.floats())
      }
    ),
    (
      "allclose",
      function("allclose", "input, other, rtol=1e-05, atol=1e-08") { arguments, _ in
        let left = try tensor(of: arguments["input"]).floats()
        let right = try tensor(of: arguments["other"]).floats()
        let relative = Float(try arguments.number("rtol"))
        let absolute = Float(try arguments.number("atol"))
        return .bool(
          left.count == right.count
            && zip(left, right).allSatisfy { ($0 - $1).magnitude <= absolute + relative * $1.magnitude })
      }
    ),
  ]
}

/// A function that starts the session's random numbers anew.
func seeding(_ name: String, _ seeds: SeedSource) -> Value {
  function(name, "seed") { arguments, _ in
    seeds.seed(try arguments.integer("seed"))
    return .none
  }
}

private var makers: [(String, Value)] {
  func filled(_ name: String, _ value: Float) -> (String, Value) {
    (
      name,
      function(name, "*size, dtype=None") { arguments, _ in
        let sizes = try (arguments.variadic.first?.elements ?? arguments.variadic).map { size -> Int in
          guard let size = size.integer, (0...1 << 28).contains(size) else {
            throw PyError(.valueError, "\(name)() takes sizes from 0 to \(1 << 28)")
          }
          return size
        }
        guard sizes.reduce(1, { $0.multipliedReportingOverflow(by: $1).overflow ? .max : $0 * $1 }) <= 1 << 28 else {
          throw PyError(.memoryError, "a tensor of sizes \(sizes) is too large")
        }
        let plain = Tensor([Float](repeating: value, count: sizes.reduce(1, *)), shape: Shape(sizes))
        let typed = try tensor(of: .object(TensorObject(plain)), elementType: dtype(arguments["dtype"]))
        return .object(TensorObject(typed))
      }
    )
  }
  return [
    (
      "tensor",
      function("tensor", "data, dtype=None, device=None, requires_grad=False") { arguments, context in
        if let device = deviceName(arguments["device"]) { noticeDevice(device, context) }
        return .object(TensorObject(try tensor(of: arguments["data"], elementType: dtype(arguments["dtype"]))))
      }
    ),
    (
      "LongTensor",
      function("LongTensor", "data") { arguments, _ in
        .object(TensorObject(try tensor(of: arguments["data"], elementType: .int64)))
      }
    ),
    filled("zeros", 0), filled("ones", 1),
  ]
}

private func dtype(_ value: Value) throws -> ElementType? {
  if value.isNone { return nil }
  guard let type = (value.object as? DTypeObject)?.elementType else {
    throw PyError(.typeError, "dtype must be a torch dtype such as torch.int64, not \(value.typeName)")
  }
  return type
}

/// `with torch.no_grad():` and `@torch.no_grad()`: gradients are made in training only, so nothing changes.
private final class GradientSwitchObject: PyObject {
  private let name: String

  init(_ name: String) { self.name = name }

  override var typeName: String { name }

  override var isCallable: Bool { true }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    guard let function = arguments.positional.first else {
      throw PyError(.typeError, "torch.\(name)() is used as `with torch.\(name)():` or as a decorator")
    }
    return function
  }

  override func enterContext(_ context: CallContext) -> Value? { Value.none }
}
