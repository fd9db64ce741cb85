import CKernels
import Tensors

/// Float32 elements of a matrix with strides, one of which is 1.
struct MatrixView {
  let address: UnsafePointer<Float>
  let rowStride: Int
  let columnStride: Int

  /// A row-major matrix.
  init(_ address: UnsafePointer<Float>, columns: Int) {
    self.address = address
    rowStride = columns
    columnStride = 1
  }

  init(_ address: UnsafeMutablePointer<Float>, columns: Int) {
    self.init(UnsafePointer(address), columns: columns)
  }

  private init(_ address: UnsafePointer<Float>, rowStride: Int, columnStride: Int) {
    self.address = address
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  /// The same elements with rows and columns exchanged.
  var transposed: MatrixView { MatrixView(address, rowStride: columnStride, columnStride: rowStride) }
}

/// Elements of a weight in its stored type, as the right operand of a product: [depth, columns].
struct WeightView {
  let address: UnsafeRawPointer
  let type: kernel_element
  let depthStride: Int
  let columnStride: Int

  /// A weight [out, in] of a layer seen from its input: x W^T.
  static func forward(_ weight: Tensor) -> WeightView {
    WeightView(
      address: UnsafeRawPointer(weight.address), type: weight.kernelElement, depthStride: 1,
      columnStride: weight.shape[1])
  }

  /// A weight [out, in] of a layer seen from its output: dy W.
  static func backward(_ weight: Tensor) -> WeightView {
    WeightView(
      address: UnsafeRawPointer(weight.address), type: weight.kernelElement, depthStride: weight.shape[1],
      columnStride: 1)
  }

  /// Float32 values [depth, columns].
  static func values(_ address: UnsafePointer<Float>, columns: Int) -> WeightView {
    WeightView(address: UnsafeRawPointer(address), type: kernel_float32, depthStride: columns, columnStride: 1)
  }
}

/// What stands in the result before a product is written.
enum ProductStart {
  case overwrite
  case add
  case bias(UnsafePointer<Float>)

  init(accumulates: Bool) { self = accumulates ? .add : .overwrite }
}

/// result [rows, columns] = scale * left [rows, depth] * right [depth, columns], on all threads.
///
/// - Parameters:
///   - isDecoding: whether each row is one token of a text that is generated: weights of blocks are multiplied in float32
///     then, each row by itself.
///   - term: a further product that becomes part of each sum.
func multiply(
  _ left: MatrixView, _ right: WeightView, into result: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
  depth: Int, scale: Float = 1, start: ProductStart = .overwrite, precision: ComputePrecision = .float32,
  isDecoding: Bool = false, adding term: ProductTerm? = nil
) {
  let product = kernel_product(
    left, right, into: result, rows: rows, columns: columns, depth: depth, scale: scale, start: start,
    precision: precision, isDecoding: isDecoding)
  multiply([Product(product, adding: term.map { [$0] } ?? [])])
}

/// A product with the further terms of its sums.
struct Product {
  var kernel: kernel_product

  /// The terms beyond the first.
  private let more: [ProductTerm]
  private let first: ProductTerm?  // whose operands live as long

  init(_ kernel: kernel_product, adding more: [ProductTerm] = []) {
    self.kernel = kernel
    self.more = more
    first = nil
  }

  /// The sum of some terms, [rows, columns].
  init(
    sumOf terms: ArraySlice<ProductTerm>, into result: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
    start: ProductStart, precision: ComputePrecision
  ) {
    let first = terms[terms.startIndex]
    kernel = kernel_product(
      first.left, first.right, into: result, rows: rows, columns: columns, depth: first.depth, scale: 1, start: start,
      precision: precision, isDecoding: false)
    self.first = first
    more = Array(terms.dropFirst())
  }

  /// How many terms a product takes.
  static let mostTerms = 1 + kernel_most_terms

  fileprivate var kernelTerms: [kernel_term] { more.map(\.kernelTerm) }
}

/// Computes products on all threads; see `kernel_multiply_each` and, with `gating`, `kernel_multiply_gated`.
func multiply(_ products: [Product], gating: kernel_gating? = nil) {
  let more = products.map(\.kernelTerms)
  more.flatMap(\.self).withUnsafeBufferPointer { terms in
    var kernels: [kernel_product] = []
    var start = 0
    for (product, more) in zip(products, more) {
      var kernel = product.kernel
      kernel.more = terms.baseAddress.map { $0 + start }
      kernel.more_count = Int32(more.count)
      kernels.append(kernel)
      start += more.count
    }
    if var gating {
      kernel_multiply_gated(kernels, Int32(kernels.count), &gating)
    } else {
      kernel_multiply_each(kernels, kernels.count)
    }
  }
  withExtendedLifetime(products) {}
}

/// A product that is part of another one's sums: left [rows, depth] * right [depth, columns].
struct ProductTerm {
  let left: MatrixView
  let right: WeightView
  let depth: Int

  /// The operands' tensors.
  private let operands: [Tensor]

  init(_ left: MatrixView, _ right: WeightView, depth: Int, keeping operands: [Tensor]) {
    self.left = left
    self.right = right
    self.depth = depth
    self.operands = operands
  }

  var kernelTerm: kernel_term {
    kernel_term(
      depth: depth, left: left.address, left_row_stride: left.rowStride, left_depth_stride: left.columnStride,
      right: right.address, right_column_stride: right.columnStride, right_depth_stride: right.depthStride,
      right_type: right.type)
  }
}

extension kernel_product {
  /// Describes a product; see `multiply`.
  init(
    _ left: MatrixView, _ right: WeightView, into result: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
    depth: Int, scale: Float, start: ProductStart, precision: ComputePrecision, isDecoding: Bool
  ) {
    self.init()
    self.rows = rows
    self.columns = columns
    self.depth = depth
    self.left = left.address
    left_row_stride = left.rowStride
    left_depth_stride = left.columnStride
    self.right = right.address
    right_column_stride = right.columnStride
    right_depth_stride = right.depthStride
    right_type = right.type
    rounds_to_bfloat16 = precision == .bfloat16 ? 1 : 0
    is_decoding = isDecoding ? 1 : 0
    self.scale = scale
    self.result = result
    result_stride = columns
    switch start {
    case .overwrite: break
    case .add: accumulate = 1
    case .bias(let bias): self.bias = bias
    }
  }
}

/// The product of a linear layer alone, without a tape: x W^T, or backward dy W.
///
/// - Parameters:
///   - left: float32 [T, in], or backward [T, out].
///   - weight: [out, in], of any floating-point type, read in place.
///   - backward: whether the product is that of the backward pass, to the layer's input.
///   - result: float32 [T, out], or backward [T, in]; overwritten.
///   - precision: bfloat16 rounds both operands.
public func multiply(
  _ left: Tensor, weight: Tensor, backward: Bool = false, into result: Tensor, precision: ComputePrecision
) {
  precondition(weight.shape.rank == 2 && left.shape.rank == 2, "a product of matrices")
  let (columns, depth) =
    backward ? (weight.shape[1], weight.shape[0]) : (weight.shape[0], weight.shape[1])
  precondition(left.shape[1] == depth && result.shape == [left.shape[0], columns], "the shapes do not fit")
  multiply(
    MatrixView(left.floatAddress, columns: depth), backward ? .backward(weight) : .forward(weight),
    into: result.floatAddress, rows: left.shape[0], columns: columns, depth: depth, precision: precision)
}

extension Tensor {
  /// The kernels' name of a type that weights have.
  var kernelElement: kernel_element {
    switch elementType {
    case .float32: kernel_float32
    case .bfloat16: kernel_bfloat16
    case .float16: kernel_float16
    case .bits4: kernel_q4_0
    case .bits4WithLeast: kernel_q4_1
    case .bits5: kernel_q5_0
    case .bits5WithLeast: kernel_q5_1
    case .bits8: kernel_q8_0
    case .bits4K: kernel_q4_k
    case .bits5K: kernel_q5_k
    case .bits6K: kernel_q6_k
    default: preconditionFailure("\(elementType.rawValue) elements cannot be multiplied")
    }
  }

  /// The address of float32 elements; valid while the storage lives.
  var floatAddress: UnsafeMutablePointer<Float> {
    precondition(elementType == .float32, "the tensor is \(elementType.rawValue), not float32")
    return address.assumingMemoryBound(to: Float.self)
  }
}
