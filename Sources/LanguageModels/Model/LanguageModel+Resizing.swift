import Kernels
import Tensors

extension LanguageModel {
  /// Gives the embedding table and the head another number of rows: `resize_token_embeddings`.
  ///
  /// Fewer rows are the first ones, bit for bit. New rows are the mean of the old ones with a trace of noise (1e-9 of
  /// each column's variance), as transformers 4.46 and later draws them, but always from the same seed, so that an
  /// adapter trained on the resized model fits the next time it is resized. A table of blocks that grows is decoded.
  ///
  /// - Throws: `LanguageModelError` where the model carries an adapter or the number is not possible.
  public func resizeTokenEmbeddings(_ rows: Int) throws(LanguageModelError) {
    guard adapter == nil else { throw .adapterState(action: "resize the vocabulary", carries: true) }
    guard (1...ModelConfiguration.sizeLimit).contains(rows) else {
      throw .badVocabularySize(wanted: rows, limit: ModelConfiguration.sizeLimit)
    }
    guard rows != configuration.vocabularySize else { return }
    if loadedModules != nil || configuration.vocabularySize < rows {
      var resized: Set<ObjectIdentifier> = []
      for place in [blueprint.embedding, blueprint.head] {
        let weight = modules[place].weight
        guard resized.insert(ObjectIdentifier(weight)).inserted else { continue }
        weight.value = resizedTable(weight.value, rows: rows)
        weight.gradient = nil
      }
    }
    blueprint.resizeTables(rows: rows)
    configuration.setVocabularySize(rows)
  }

  /// The noise of new rows, as a part of the variance.
  private static let noise: Float = 1e-9

  private func resizedTable(_ table: Tensor, rows: Int) -> Tensor {
    let (old, width) = (table.shape[0], table.shape[1])
    if rows <= old { return table.prefix(rows: rows) }
    let values = table.floats()
    var sums = [Double](repeating: 0, count: width)
    var squares = sums
    for (index, value) in values.enumerated() {
      sums[index % width] += Double(value)
      squares[index % width] += Double(value) * Double(value)
    }
    var generator = MersenneTwister(seed: UInt64(width))
    let drawn = Tensor(normal: [rows - old, width], from: &generator).floats()
    var added: [Float] = []
    added.reserveCapacity(drawn.count)
    for (index, value) in drawn.enumerated() {
      let mean = sums[index % width] / Double(old)
      let variance = max(0, squares[index % width] / Double(old) - mean * mean)
      added.append(Float(mean) + value * (LanguageModel.noise * Float(variance)).squareRoot())
    }
    let grown = Tensor(values + added, shape: [rows, width])
    let type = table.elementType.isQuantized ? elementType : table.elementType
    return type == .float32 ? grown : grown.converted(to: type)
  }
}
