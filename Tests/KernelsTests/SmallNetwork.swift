import Kernels
import Tensors

/// A transformer layer of odd sizes with every operation in it, for comparing one way of computing with another.
struct SmallNetwork {
  static let features = 35
  static let vocabulary = 41
  let rotary = RotaryEmbedding(headSize: 10, base: 100)
  let shape = AttentionShape(heads: 6, keyValueHeads: 3, headSize: 10, window: 5)
  let parameters: [String: Parameter]
  let type: ElementType

  /// Frozen weights of a stored type with trained adapters, or trained float32 weights.
  init(type: ElementType = .float32, trainsWeights: Bool) {
    let (c, v) = (SmallNetwork.features, SmallNetwork.vocabulary)
    let weights: [(String, Shape)] = [
      ("table", [v, c]), ("norm", [c]), ("query", [60, c]), ("key", [30, c]), ("value", [30, c]), ("bias", [60]),
      ("output", [c, 60]), ("gate", [67, c]), ("up", [67, c]), ("down", [c, 67]), ("head", [v, c]),
    ]
    let factors: [(String, Shape)] = [
      ("table.a", [3, v]), ("table.b", [c, 3]), ("query.a", [3, c]), ("query.b", [60, 3]), ("down.a", [3, 67]),
      ("down.b", [c, 3]), ("head.a", [3, c]), ("head.b", [v, 3]),
    ]
    var parameters: [String: Parameter] = [:]
    for (index, (name, shape)) in (weights + factors).enumerated() {
      let isFactor = index >= weights.count
      let value = randomTensor(shape, seed: UInt64(index + 1), scale: 0.4)
      parameters[name] = Parameter(
        name: name, value: isFactor || trainsWeights ? value : value.converted(to: type),
        isTrainable: isFactor || trainsWeights)
    }
    self.parameters = parameters
    self.type = type
  }

  private func weight(_ name: String) -> Parameter {
    guard let parameter = parameters[name] else { preconditionFailure("no parameter \(name)") }
    return parameter
  }

  private func adapter(_ name: String, dropout: Float, module: Int) -> LoRAFactors {
    LoRAFactors(a: weight(name + ".a"), b: weight(name + ".b"), scale: 2, dropout: dropout, module: module)
  }

  /// The hidden states of packed rows.
  func hidden(
    _ tape: Tape, ids: [Int32], rows: PackedRows, cache: KeyValueCache? = nil, dropout: Float = 0,
    recomputes: Bool = false
  ) -> Variable {
    tape.rows = rows
    tape.dropout = dropout > 0 ? DropoutKey(seed: 7, step: 2) : nil
    let x = tape.embedding(
      ids: ids, table: weight("table"), adapter: adapter("table", dropout: 0, module: 0), scale: 1.5)
    guard recomputes else { return layer(tape, x, rows: rows, cache: cache, dropout: dropout) }
    return tape.checkpointed(x) { layer($0, $1, rows: rows, cache: nil, dropout: dropout) }
  }

  private func layer(
    _ tape: Tape, _ x: Variable, rows: PackedRows, cache: KeyValueCache?, dropout: Float
  ) -> Variable {
    let n = tape.rmsNorm(x, weight: weight("norm"), epsilon: 1e-5)
    let query = LinearLayer(
      weight: weight("query"), bias: weight("bias"), adapter: adapter("query", dropout: dropout, module: 1))
    let projected = tape.linears(n, [query, LinearLayer(weight: weight("key")), LinearLayer(weight: weight("value"))])
    let attended = tape.attention(
      query: projected[0], key: projected[1], value: projected[2], shape: shape, rows: rows, rotary: rotary,
      cache: cache?.layers[0])
    let y = tape.linear(attended, LinearLayer(weight: weight("output")), residual: x)
    let m = tape.rmsNorm(y, weight: weight("norm"), epsilon: 1e-5, addsOne: true)
    return tape.feedForward(
      m, gate: LinearLayer(weight: weight("gate")), up: LinearLayer(weight: weight("up")),
      down: LinearLayer(weight: weight("down"), adapter: adapter("down", dropout: dropout, module: 2)),
      kind: .geluTanh, residual: y)
  }

  /// One forward and backward pass: the losses, and all gradients in the order of their names.
  func pass(
    rowLengths: [Int], precision: ComputePrecision = .float32, dropout: Float = 0, identities: [Int]? = nil,
    recomputes: Bool = false
  ) -> (losses: [Float], gradients: [Float], names: [String]) {
    let rows = PackedRows(lengths: rowLengths, identities: identities)
    let ids = (0..<rows.count).flatMap { row in
      rows.tokens(ofRow: row).map { token in
        Int32((Int(rows.identities[token]) * 17 + Int(rows.positions[token]) * 7) % SmallNetwork.vocabulary)
      }
    }
    let tape = Tape(precision: precision)
    let states = hidden(tape, ids: ids, rows: rows, dropout: dropout, recomputes: recomputes)
    let positions = Array(stride(from: 0, to: ids.count, by: 2))
    let result = tape.crossEntropy(
      hidden: states, head: weight("head"), adapter: adapter("head", dropout: dropout, module: 3),
      positions: positions, labels: positions.map { ids[$0] }, normalizer: 10)
    tape.backward()
    let trained = parameters.keys.sorted().compactMap { parameters[$0] }.filter(\.isTrainable)
    defer { for parameter in trained { parameter.gradient = nil } }
    return (
      result.losses.map { Float($0) }, trained.flatMap { $0.gradient?.floats() ?? [] }, trained.map(\.name)
    )
  }
}
