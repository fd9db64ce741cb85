import Files
import JSON
import SourceText

extension Checkpoint {
  /// The most bytes of tensors that go into one file: what transformers calls 5GB.
  public static let defaultShardSize = 5_000_000_000

  /// Writes tensors into a folder: one file, or shards with an index where they are larger than a shard; then
  /// removes files of an earlier writing that a reader could mistake for these.
  ///
  /// Each file is written atomically; the index comes last.
  ///
  /// - Parameters:
  ///   - folder: an existing folder.
  ///   - name: the files' name without `.safetensors`.
  ///   - tensors: in the model's order, which decides what shares a shard.
  ///   - shardSize: the most bytes of tensors in one file; a larger tensor stands alone.
  /// - Throws: `ModelFileError`, `FileError`, or what making a tensor throws.
  public static func write(
    folder: String, name: String = "model", _ tensors: [PendingTensor], shardSize: Int = defaultShardSize
  ) throws {
    let shards = split(tensors, shardSize: shardSize)
    let index = "\(name).safetensors.index.json"
    var written: Set<String> = []
    if shards.count <= 1 {
      written = ["\(name).safetensors"]
      try writeSafetensors(joinPath(folder, "\(name).safetensors"), tensors)
    } else {
      var map: [(String, JSON)] = []
      for (place, shard) in shards.enumerated() {
        let file = "\(name)-\(padded(place + 1))-of-\(padded(shards.count)).safetensors"
        try writeSafetensors(joinPath(folder, file), shard)
        written.insert(file)
        map += shard.map { ($0.name, .string(file)) }
      }
      map.sort { Text($0.0) < Text($1.0) }
      let total = tensors.reduce(0) { $0 + $1.sizeInBytes }
      let root: JSON = .object([
        "metadata": .object(["total_size": .integer(total)]), "weight_map": .object(JSONObject(map)),
      ])
      try writeFile(joinPath(folder, index), root.serialized(.indented) + [0x0A])
      written.insert(index)
    }
    guard FileWriting.isKept else { return }
    for file in try listFolder(folder) where isWeights(file, name) && !written.contains(file) {
      try removeFile(joinPath(folder, file))
    }
  }

  /// Whether a file name is one that this writer may have given to weights of the name.
  private static func isWeights(_ file: String, _ name: String) -> Bool {
    if file == "\(name).safetensors" || file == "\(name).safetensors.index.json" { return true }
    guard file.hasPrefix("\(name)-"), file.hasSuffix(".safetensors") else { return false }
    let middle = file.dropFirst(name.count + 1).dropLast(".safetensors".count).split(
      separator: "-", omittingEmptySubsequences: false)
    return middle.count == 3 && middle[1] == "of" && middle[0].count == 5 && middle[2].count == 5
      && (middle[0] + middle[2]).allSatisfy(\.isNumber)
  }

  private static func split(_ tensors: [PendingTensor], shardSize: Int) -> [[PendingTensor]] {
    var shards: [[PendingTensor]] = []
    var size = 0
    for tensor in tensors {
      if shards.isEmpty || size + tensor.sizeInBytes > shardSize {
        shards.append([])
        size = 0
      }
      shards[shards.count - 1].append(tensor)
      size += tensor.sizeInBytes
    }
    return shards
  }

  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }
}
