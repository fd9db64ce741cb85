import Kernels
import Tensors

extension LanguageModel {
  /// Adds the adapter into the weights and takes it off: peft's `merge_and_unload`.
  ///
  /// W' = W + scale · B A, added in float32 and rounded once to the type that W is stored in; blocks are decoded, and
  /// the sum rounded to the model's type. Where embedding and head
  /// share a table and one of them is adapted, each gets a table of its own (peft would add both to the one, and the
  /// merged model would be another than the trained one).
  ///
  /// - Parameter progress: called before each matrix with the numbers of those done and of all.
  /// - Throws: `LanguageModelError.adapterState` where there is no adapter.
  /// - Complexity: O(weights x rank).
  public func mergeAdapter(progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }) throws(LanguageModelError) {
    guard let adapter else { throw .adapterState(action: "merge", carries: false) }
    let touched = Set(adapter.factors.keys).union(adapter.savedModules.keys)
    var merged = modules
    if configuration.tiesEmbeddings, !touched.isDisjoint(with: [blueprint.embedding, blueprint.head]) {
      merged[blueprint.head] = Module(
        weight: Parameter(name: "lm_head.weight", value: modules[blueprint.head].weight.value), bias: nil)
      configuration.setTiesEmbeddings(false)
    }
    for (done, (place, factors)) in adapter.factors.enumerated() {
      progress(done, adapter.factors.count)
      let weight = merged[place].weight
      let isTable = blueprint.modules[place].kind == .embedding
      weight.value = LanguageModel.merged(weight.value, factors, isTable: isTable, into: mergedType(of: weight))
    }
    for (place, saved) in adapter.savedModules {
      let (weight, bias) = (merged[place].weight, merged[place].bias)
      weight.value = saved.weight.value.converted(to: mergedType(of: weight))
      if let bias, let trained = saved.bias { bias.value = trained.value.converted(to: bias.value.elementType) }
    }
    loadedModules = merged
    self.adapter = nil
  }

  /// The type of a weight that something is merged into.
  private func mergedType(of weight: Parameter) -> ElementType {
    weight.value.elementType.isQuantized ? elementType : weight.value.elementType
  }

  /// W + scale · left · right, [rows, columns]; left is B and right A, or for a table their transposes.
  private static func merged(
    _ stored: Tensor, _ factors: LoRAFactors, isTable: Bool, into type: ElementType
  ) -> Tensor {
    let weight = stored.elementType.isQuantized ? stored.converted(to: .float32) : stored
    let (rows, columns) = (weight.shape[0], weight.shape[1])
    let rank = factors.rank
    let left = isTable ? transposed(factors.a.value) : factors.b.value
    let right = isTable ? transposed(factors.b.value) : factors.a.value
    let result = Tensor(zeros: weight.shape, type)
    var delta = [Float](repeating: 0, count: columns)
    left.withFloats { left in
      right.withFloats { right in
        delta.withUnsafeMutableBufferPointer { delta in
          for row in 0..<rows {
            for column in 0..<columns { delta[column] = 0 }
            for k in 0..<rank {
              let factor = left[row * rank + k]
              for column in 0..<columns { delta[column] += factor * right[k * columns + column] }
            }
            add(weight, row, delta, factors.scale, to: result)
          }
        }
      }
    }
    return result
  }

  /// One row of the sum, rounded to the result's type.
  private static func add(
    _ weight: Tensor, _ row: Int, _ delta: UnsafeMutableBufferPointer<Float>, _ scale: Float, to result: Tensor
  ) {
    let (first, type) = (row * delta.count, weight.elementType)
    weight.withBytes { source in
      for column in delta.indices {
        let place = (first + column) * type.sizeInBytes
        let old: Float
        if type == .float32 {
          old = source.loadUnaligned(fromByteOffset: place, as: Float.self)
        } else {
          let bits = source.loadUnaligned(fromByteOffset: place, as: UInt16.self)
          old = type == .bfloat16 ? Float(bitPattern: UInt32(bits) << 16) : floatOfHalf(bits)
        }
        store(old + delta[column] * scale, at: first + column, of: result)
      }
    }
  }

  @inline(__always) private static func store(_ value: Float, at place: Int, of result: Tensor) {
    switch result.elementType {
    case .float32: result.address.storeBytes(of: value, toByteOffset: 4 * place, as: Float.self)
    case .bfloat16: result.address.storeBytes(of: brainFloat(value), toByteOffset: 2 * place, as: UInt16.self)
    case .float16: result.address.storeBytes(of: half(value), toByteOffset: 2 * place, as: UInt16.self)
    default: preconditionFailure("merged weights are floating-point numbers")
    }
  }

  private static func transposed(_ matrix: Tensor) -> Tensor {
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    let result = Tensor(zeros: [columns, rows])
    matrix.withFloats { source in
      result.withMutableFloats { target in
        for row in 0..<rows {
          for column in 0..<columns { target[column * rows + row] = source[row * columns + column] }
        }
      }
    }
    return result
  }
}
