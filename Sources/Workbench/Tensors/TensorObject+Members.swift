import PythonValues
import Tensors

extension TensorObject {
  static let members = Members<TensorObject>([
    .property("shape", "The lengths of the dimensions, as torch.Size.") { .object(SizeObject($0.tensor.shape)) },
    .property("dtype", "The type of the elements.") { .object(DTypeObject($0.tensor.elementType)) },
    .property("device", "Where the elements are: the CPU.") { _ in .object(DeviceObject()) },
    .property("ndim", "The number of dimensions.") { .int($0.tensor.shape.rank) },
    .method("size", "dim=None", "The lengths, or the length of one dimension.") { object, arguments, _ in
      guard let dimension = try arguments.optionalInteger("dim") else {
        return .object(SizeObject(object.tensor.shape))
      }
      return .int(object.tensor.shape[try object.axis(dimension)])
    },
    .method("dim", "", "The number of dimensions.") { object, _, _ in .int(object.tensor.shape.rank) },
    .method("numel", "", "The number of elements.") { object, _, _ in .int(object.tensor.count) },
    .method("tolist", "", "The elements as nested lists.") { object, _, _ in object.nestedList() },
    .method("item", "", "The only element as a Python number.") { object, _, _ in
      guard object.tensor.count == 1 else {
        throw PyError(
          .runtimeError, "a Tensor with \(object.tensor.count) elements cannot be converted to Scalar")
      }
      return object.element(0)
    },
    .method("to", "*target, **options", "The tensor itself, or one of another dtype; devices are all the CPU.") {
      object, arguments, context in
      try object.moved(arguments, context)
    },
    .method("cuda", "", "The tensor itself: there is only the CPU here.") { object, _, context in
      noticeDevice("cuda", context)
      return .object(object)
    },
    .method("cpu", "", "The tensor itself.") { object, _, _ in .object(object) },
    .method("detach", "", "The tensor itself.") { object, _, _ in .object(object) },
    .method("clone", "", "A copy.") { object, _, _ in
      .object(TensorObject(object.tensor.converted(to: object.tensor.elementType)))
    },
    .method("float", "", "The elements as float32.") { object, _, _ in
      .object(TensorObject(Tensor(object.tensor.floats(), shape: object.tensor.shape)))
    },
    .method("long", "", "The elements as int64.") { object, _, _ in .object(TensorObject(object.tensor.asIntegers())) },
    .method("numpy", "", "The tensor itself, which prints and indexes the same way.") { object, _, _ in .object(object)
    },
    .method("argmax", "dim=None", "The index of the largest element, of all or along the last dimension.") {
      object, arguments, _ in
      try object.argmax(dimension: arguments.optionalInteger("dim"))
    },
    .method("sum", "", "The sum of all elements.") { object, _, _ in
      let tensor = object.tensor
      if tensor.elementType.isFloatingPoint {
        return .object(TensorObject(Tensor([Float(tensor.floats().reduce(0.0) { $0 + Double($1) })], shape: [])))
      }
      return .object(TensorObject(Tensor([tensor.integers().reduce(0, &+)], shape: [])))
    },
    .method("mean", "", "The mean of all elements.") { object, _, _ in
      let values = object.tensor.floats()
      return .object(
        TensorObject(Tensor([Float(values.reduce(0.0) { $0 + Double($1) } / Double(values.count))], shape: [])))
    },
    .method("max", "", "The largest element.") { object, _, _ in try object.extreme { $0 > $1 } },
    .method("min", "", "The smallest element.") { object, _, _ in try object.extreme { $0 < $1 } },
    .method("unsqueeze", "dim", "The tensor with a dimension of length 1 put in.") { object, arguments, _ in
      var dimensions = object.tensor.shape.dimensions
      let place = try arguments.integer("dim")
      let index = place < 0 ? place + dimensions.count + 1 : place
      guard (0...dimensions.count).contains(index) else { throw object.badDimension(place) }
      dimensions.insert(1, at: index)
      return .object(TensorObject(object.tensor.reshaped(Shape(dimensions))))
    },
    .method("squeeze", "dim=None", "The tensor without dimensions of length 1.") { object, arguments, _ in
      let chosen = try arguments.optionalInteger("dim").map { try object.axis($0) }
      let dimensions = object.tensor.shape.dimensions
      let kept = dimensions.indices.filter { dimensions[$0] != 1 || (chosen != nil && chosen != $0) }
      return .object(TensorObject(object.tensor.reshaped(Shape(kept.map { dimensions[$0] }))))
    },
  ])

  /// A dimension counted from the front.
  func axis(_ dimension: Int) throws -> Int {
    let rank = tensor.shape.rank
    let index = dimension < 0 ? dimension + rank : dimension
    guard (0..<rank).contains(index) else { throw badDimension(dimension) }
    return index
  }

  func badDimension(_ dimension: Int) -> PyError {
    let rank = max(1, tensor.shape.rank)
    return PyError(
      .indexError,
      "Dimension out of range (expected to be in range of [\(-rank), \(rank - 1)], but got \(dimension))")
  }

  private func moved(_ arguments: BoundArguments, _ context: CallContext) throws -> Value {
    var result = self
    for target in arguments.variadic + arguments.keywords.map(\.value) {
      if let type = (target.object as? DTypeObject)?.elementType {
        result = TensorObject(
          type.isFloatingPoint ? result.tensor.converted(to: type) : result.tensor.asIntegers())
      } else if let device = deviceName(target) {
        noticeDevice(device, context)
      }
    }
    return .object(result)
  }

  private func argmax(dimension: Int?) throws -> Value {
    let values = tensor.floats()
    func largest(_ range: Range<Int>) -> Int {
      range.reduce(range.lowerBound) { values[$1] > values[$0] ? $1 : $0 } - range.lowerBound
    }
    guard !values.isEmpty else { throw PyError(.runtimeError, "argmax(): the tensor is empty") }
    guard let dimension else { return .object(TensorObject(Tensor([largest(0..<values.count)], shape: []))) }
    guard try axis(dimension) == tensor.shape.rank - 1 else {
      throw PyError(.notImplementedError, "argmax works along the last dimension here: dim=-1")
    }
    let width = tensor.shape[tensor.shape.rank - 1]
    let rows = width == 0 ? 0 : values.count / width
    return .object(
      TensorObject(
        Tensor(
          (0..<rows).map { largest($0 * width..<($0 + 1) * width) },
          shape: Shape(Array(tensor.shape.dimensions.dropLast())))))
  }

  private func extreme(_ isBetter: (Double, Double) -> Bool) throws -> Value {
    guard tensor.count > 0 else { throw PyError(.runtimeError, "the tensor is empty") }
    let values = tensor.floats().map(Double.init)
    let best = values.indices.reduce(0) { isBetter(values[$1], values[$0]) ? $1 : $0 }
    return .object(TensorObject(tensor.reshaped([tensor.count]).selecting(row: best)))
  }
}
