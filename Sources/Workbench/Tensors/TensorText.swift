import Glibc
import PythonValues
import Tensors

/// A tensor as torch prints it: `tensor([[1, 2],\n        [3, 4]])`, 80 columns, four decimals, summarised above
/// a thousand elements.
///
/// Source: the behaviour of torch 2's `repr` with its default print options.
func torchText(_ tensor: Tensor) -> String {
  let printer = TensorPrinter(tensor)
  var text = "tensor(" + (tensor.count == 0 ? "[]" : printer.body(dimension: 0, offset: 0, indent: 7))
  let suffix: String? =
    switch tensor.elementType {
    case .float32, .int64, .bool: tensor.count == 0 && tensor.shape.rank != 1 ? "size=\(sizeText(tensor.shape))" : nil
    default: "dtype=\(torchName(of: tensor.elementType))"
    }
  if let suffix {
    let lastLine = text.split(separator: "\n", omittingEmptySubsequences: false).last?.count ?? 0
    text += lastLine + 1 + suffix.count + 2 > 80 ? ",\n       \(suffix)" : ", \(suffix)"
  }
  return text + ")"
}

/// `(2, 3)`, `(2,)`, `()`.
func sizeText(_ shape: Shape) -> String {
  "(" + shape.dimensions.map(String.init).joined(separator: ", ") + (shape.rank == 1 ? ",)" : ")")
}

/// The name that torch gives an element type.
func torchName(of type: ElementType) -> String { "torch.\(type.rawValue)" }

private struct TensorPrinter {
  static let lineWidth = 80
  static let edgeItems = 3

  let shape: Shape
  let summarizes: Bool
  let text: (Int) -> String

  /// The width that all elements but signed zeros and infinities fit into.
  let elementWidth: Int

  init(_ tensor: Tensor) {
    shape = tensor.shape
    summarizes = tensor.count > 1000
    let shown = Self.shownOffsets(tensor.shape, summarizes: summarizes)
    if tensor.elementType.isFloatingPoint {
      let values = tensor.floats()
      let style = FloatStyle(shown.map { Double(values[$0]) })
      let counted = shown.filter { values[$0].isFinite && values[$0] != 0 }
      let width = counted.map { style.text(Double(values[$0])).count }.max() ?? 1
      elementWidth = width
      text = { leftPadded(style.text(Double(values[$0])), to: width) }
    } else {
      let values = tensor.integers()
      let isBool = tensor.elementType == .bool
      func plain(_ offset: Int) -> String { isBool ? (values[offset] != 0 ? "True" : "False") : "\(values[offset])" }
      let width = shown.map { plain($0).count }.max() ?? 1
      elementWidth = width
      text = { leftPadded(plain($0), to: width) }
    }
  }

  /// The offsets of the elements that are shown, which alone decide on the widths.
  static func shownOffsets(_ shape: Shape, summarizes: Bool) -> [Int] {
    var offsets = [0]
    for length in shape.dimensions {
      let indices = shownIndices(length, summarizes: summarizes).compactMap { $0 }
      offsets = offsets.flatMap { offset in indices.map { offset * length + $0 } }
    }
    return offsets
  }

  /// The indices shown along a dimension; nil stands for the gap.
  static func shownIndices(_ length: Int, summarizes: Bool) -> [Int?] {
    guard summarizes, length > 2 * edgeItems else { return Array(0..<length) }
    return Array(0..<edgeItems) + [nil] + Array(length - edgeItems..<length)
  }

  func body(dimension: Int, offset: Int, indent: Int) -> String {
    if dimension == shape.rank { return text(offset).drop { $0 == " " }.description }
    let length = shape[dimension]
    let indices = Self.shownIndices(length, summarizes: summarizes)
    if dimension == shape.rank - 1 {
      let items = indices.map { $0.map { text(offset * length + $0) } ?? " ..." }
      let perLine = max(1, (Self.lineWidth - indent) / (elementWidth + 2))
      let lines = stride(from: 0, to: items.count, by: perLine).map {
        items[$0..<min($0 + perLine, items.count)].joined(separator: ", ")
      }
      return "[" + lines.joined(separator: ",\n" + String(repeating: " ", count: indent + 1)) + "]"
    }
    let slices = indices.map { index in
      index.map { body(dimension: dimension + 1, offset: offset * length + $0, indent: indent + 1) } ?? "..."
    }
    let gap = String(repeating: "\n", count: shape.rank - dimension - 1) + String(repeating: " ", count: indent + 1)
    return "[" + slices.joined(separator: "," + gap) + "]"
  }
}

private func leftPadded(_ text: String, to width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

/// How torch shows the floats of one tensor: whole numbers with a point, four decimals, or scientific.
private struct FloatStyle {
  let isWhole: Bool
  let isScientific: Bool

  init(_ values: [Double]) {
    let finite = values.filter { $0.isFinite && $0 != 0 }
    isWhole = finite.allSatisfy { $0 == $0.rounded() }
    let sizes = finite.map(\.magnitude)
    guard let least = sizes.min(), let most = sizes.max() else {
      isScientific = false
      return
    }
    isScientific = most / least > 1000 || most > 1e8 || (!isWhole && least < 1e-4)
  }

  func text(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    if isScientific { return decimal(value, scientific: true, precision: 4) }
    return isWhole
      ? decimal(value, scientific: false, precision: 0) + "." : decimal(value, scientific: false, precision: 4)
  }
}

/// A number as C's `%.*f` or `%.*e` writes it.
private func decimal(_ value: Double, scientific: Bool, precision: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 400)
  let length = withVaList([precision, value]) { vsnprintf(&buffer, buffer.count, scientific ? "%.*e" : "%.*f", $0) }
  return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
