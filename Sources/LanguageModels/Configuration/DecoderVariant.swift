import Kernels

/// How the decoder of a family departs from the plain one.
public struct DecoderVariant: Sendable, Equatable {
  /// Which linear layers carry a bias.
  public struct Biases: Sendable, Equatable {
    /// `q_proj`, `k_proj`, `v_proj`.
    public var queryKeyValue = false
    /// `o_proj`.
    public var output = false
    /// `gate_proj`, `up_proj`, `down_proj`.
    public var mlp = false
  }

  /// Which linear layers carry a bias.
  public var biases = Biases()
  /// What gates the MLP.
  public var activation = GatedActivation.silu
  /// Whether norms multiply with 1 + weight.
  public var normsAddOne = false
  /// Whether looked-up rows are multiplied with the root of C.
  public var scalesEmbedding = false
  /// Whether each head's queries and keys are normed: `q_norm`, `k_norm`.
  public var normalizesHeads = false
  /// Whether what attention and MLP give is normed before it is added.
  public var normalizesBranches = false
  /// What scores are multiplied with; nil is 1 / √D.
  public var scoreScale: Float?
  /// For each layer how many keys a query sees, itself included; nil for all.
  public var windows: [Int?] = []
  /// The rotary embedding of layers with a window, where it is another.
  public var windowedRotary: RotaryConfiguration?
}
