import ModelFiles
import SourceText
import Tensors

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
    return architecture.relaid(tensor, of: name, headSize: headSize, .fromFile)
  }
}
