import Tensors

/// The keys and values of what has been read so far, for each layer and each row of a batch that is being generated.
public final class KeyValueCache {
  /// The layers' caches, in order.
  public let layers: [Layer]

  /// An empty cache.
  ///
  /// - Parameters:
  ///   - layers: How many layers the model has.
  ///   - rows: How many texts are generated at once.
  ///   - width: Key-value heads times head size, of each layer or of all.
  public convenience init(layers: Int, rows: Int, width: Int) {
    self.init(widths: [Int](repeating: width, count: layers), rows: rows)
  }

  /// An empty cache of layers with different widths.
  public init(widths: [Int], rows: Int) {
    layers = widths.map { Layer(rows: rows, width: $0) }
  }

  /// How many tokens of each row have been read.
  public var lengths: [Int] { layers.first?.lengths ?? [] }

  /// Keeps the given rows, in that order, and forgets the others; a row may be named several times.
  public func keep(rows: [Int]) { for layer in layers { layer.keep(rows: rows) } }

  /// The keys and values of one layer.
  public final class Layer {
    /// Key-value heads times head size.
    public let width: Int

    /// How many tokens of each row are held.
    public private(set) var lengths: [Int]

    private var keys: [Tensor]
    private var values: [Tensor]

    init(rows: Int, width: Int) {
      self.width = width
      lengths = [Int](repeating: 0, count: rows)
      keys = (0..<rows).map { _ in Tensor(uninitialized: [0, width]) }
      values = keys
    }

    func keep(rows: [Int]) {
      var seen: Set<Int> = []
      let copied = rows.map { seen.insert($0).inserted ? false : true }
      keys = zip(rows, copied).map { $1 ? keys[$0].converted(to: .float32) : keys[$0] }
      values = zip(rows, copied).map { $1 ? values[$0].converted(to: .float32) : values[$0] }
      lengths = rows.map { lengths[$0] }
    }

    /// Appends tokens to a row; `key` and `value` are [count, width].
    func append(row: Int, key: UnsafePointer<Float>, value: UnsafePointer<Float>, count: Int) {
      let length = lengths[row]
      if length + count > keys[row].shape[0] {
        let capacity = max(length + count, 2 * length, 64)
        keys[row] = grown(keys[row], length: length, capacity: capacity)
        values[row] = grown(values[row], length: length, capacity: capacity)
      }
      address(of: keys[row], token: length).update(from: key, count: count * width)
      address(of: values[row], token: length).update(from: value, count: count * width)
      lengths[row] = length + count
    }

    func keys(ofRow row: Int) -> UnsafePointer<Float> { UnsafePointer(address(of: keys[row], token: 0)) }
    func values(ofRow row: Int) -> UnsafePointer<Float> { UnsafePointer(address(of: values[row], token: 0)) }

    private func address(of tensor: Tensor, token: Int) -> UnsafeMutablePointer<Float> {
      tensor.address.assumingMemoryBound(to: Float.self) + token * width
    }

    private func grown(_ old: Tensor, length: Int, capacity: Int) -> Tensor {
      let new = Tensor(uninitialized: [capacity, width])
      address(of: new, token: 0).update(from: address(of: old, token: 0), count: length * width)
      return new
    }
  }
}
