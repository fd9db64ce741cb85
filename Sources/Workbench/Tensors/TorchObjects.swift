import PythonValues
import Tensors

/// `torch.float16` and its like.
final class DTypeObject: PyObject {
  let elementType: ElementType

  init(_ elementType: ElementType) { self.elementType = elementType }

  override var typeName: String { "dtype" }

  override func repr() -> String { torchName(of: elementType) }

  override func equals(_ other: Value) throws -> Bool? { (other.object as? DTypeObject)?.elementType == elementType }

  override func isSame(as other: PyObject) -> Bool { (other as? DTypeObject)?.elementType == elementType }

  override func hash() throws -> Int { elementType.hashValue }
}

/// `torch.Size([2, 3])`: a tuple that prints its name.
final class SizeObject: PyObject {
  private let shape: Shape

  init(_ shape: Shape) { self.shape = shape }

  override var typeName: String { "Size" }

  override func repr() -> String { "torch.Size(\(shape))" }

  override func length() -> Int? { shape.rank }

  override func makeIterator() -> PyIterator? { ArrayIterator(shape.dimensions.map { .int($0) }) }

  override func item(_ key: Value) throws -> Value { try tuple.item(key) }

  override func equals(_ other: Value) throws -> Bool? {
    if let size = other.object as? SizeObject { return size.shape == shape }
    return try tuple.equals(other)
  }

  override func hash() throws -> Int { shape.hashValue }

  private var tuple: Value { .tuple(PyTuple(shape.dimensions.map { .int($0) })) }
}

/// `device(type='cpu')`.
final class DeviceObject: PyObject {
  override var typeName: String { "device" }

  override func repr() -> String { "device(type='cpu')" }

  override func str() -> String { "cpu" }

  override func attribute(_ name: String) throws -> Value? { name == "type" ? "cpu" : nil }

  override var attributeNames: [String] { ["type"] }

  override func equals(_ other: Value) throws -> Bool? { other.object is DeviceObject || other.string == "cpu" }
}

/// The name of the device that a value asks for, or nil where it is none.
func deviceName(_ value: Value) -> String? { value.object is DeviceObject ? "cpu" : value.string }

/// Says that only the CPU is here; anything but the CPU is worth a notice.
func noticeDevice(_ name: String, _ context: CallContext) {
  guard name != "cpu", name != "auto" else { return }
  context.warnOnce("there is no \(name) here: everything stays on the CPU")
}
