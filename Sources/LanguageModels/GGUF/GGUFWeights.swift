import ModelFiles
import SourceText
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// The weights of a GGUF file, named and laid out as transformers has them.
///
/// Norms of Gemma are stored as 1 + weight; Llama's queries and keys with each rotary pair's rows side by side. What
/// needs no change stays mapped, matrices of blocks too.
struct GGUFWeights: WeightSource {
  private let file: GGUFFile
  private let architecture: GGUFArchitecture
  private let headSize: Int
  private let tensors: [Text: String]
  let names: [String]

  init(_ file: GGUFFile, _ architecture: GGUFArchitecture, headSize: Int) {
    self.file = file
    self.architecture = architecture
    self.headSize = headSize
    var tensors: [Text: String] = [:]
    var names: [String] = []
    // Frequencies follow from the configuration, which was made of them.
    for name in file.names where name != "rope_freqs.weight" {
      let weight = architecture.weightName(ofTensor: name) ?? name
      if tensors.updateValue(name, forKey: Text(weight)) == nil { names.append(weight) }
    }
    self.tensors = tensors
    self.names = names
  }

  var path: String { file.path }

  func contains(_ name: String) -> Bool { tensors[Text(name)] != nil }

  func weight(_ name: String) throws -> Tensor {
    let stored = tensors[Text(name)] ?? name
    let isMatrix = file.entry(stored)?.shape.rank == 2
    let tensor = try file.tensor(stored, decodingTo: isMatrix ? nil : .float32)
    if architecture.storesNormsPlusOne, name.hasSuffix("norm.weight"), tensor.elementType.isFloatingPoint {
      return Tensor(tensor.floats().map { $0 - 1 }, shape: tensor.shape)
    }
    let isPaired = name.contains(".q_proj.") || name.contains(".k_proj.")
    if architecture.interleavesPairs, isPaired, tensor.shape.rank > 0, tensor.shape[0] % headSize == 0 {
      return separatingPairs(tensor)
    }
    return tensor
  }

  /// Rows 2i and 2i + 1 of each head to i and D / 2 + i.
  private func separatingPairs(_ tensor: Tensor) -> Tensor {
    let result = Tensor(uninitialized: tensor.shape, tensor.elementType)
    let rows = tensor.shape[0]
    let rowSize = tensor.sizeInBytes / max(rows, 1)
    tensor.withBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      for row in 0..<rows {
        let (head, place) = (row / headSize, row % headSize)
        let (half, pair) = (place / (headSize / 2), place % (headSize / 2))
        let from = head * headSize + 2 * pair + half
        memcpy(result.address + row * rowSize, source + from * rowSize, rowSize)
      }
    }
    return result
  }
}
