import Display
import Files
import SourceText
import Tokenization

extension Benchmark {
  /// Turning text into tokens.
  static var tokenizations: [Benchmark] {
    [
      tokenization("tokenize-zh", "1 MB of Chinese words of Qwen's vocabulary", wanted: 11.2) { word in
        word.unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) }
      },
      tokenization("tokenize-en", "1 MB of English words of Qwen's vocabulary", wanted: 5.6) { word in
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        return word.first == " " && word.utf8.count > 1 && word.utf8.dropFirst().allSatisfy(letters.contains)
      },
    ]
  }

  /// - Parameters:
  ///   - wanted: MB/s, 4 times what Hugging Face's tokenizers reach on such text.
  ///   - isWord: which entries of the vocabulary the text is made of.
  private static func tokenization(
    _ name: String, _ summary: String, wanted: Double, isWord: @escaping (String) -> Bool
  ) -> Benchmark {
    Benchmark(name, summary + ", rows of 200 characters, one thread", aim: "100 %") { _ in
      let folder = joinPath(programAssetsFolder() ?? "assets", "cache/deepseek-r1-distill-qwen")
      guard pathExists(folder) else { throw BenchmarkError.missingAssets(path: folder) }
      let tokenizer = try Tokenizer.load(folder: folder)
      let rows = TokenizationText(tokenizer, isWord: isWord).rows
      for row in rows.prefix(200) {
        let text = tokenizer.decode(tokenizer.encode(row, addSpecialTokens: false))
        guard Text(text) == row else {
          throw BenchmarkError.wrongAnswer(
            name: name, what: "the length of a decoded row", found: Double(text.utf8.count),
            expected: Double(row.bytes.count), tolerance: 0)
        }
      }
      var best = Double.infinity
      for _ in 0..<5 {
        let start = monotonicSeconds()
        var count = 0
        for row in rows { count += tokenizer.encode(row, addSpecialTokens: false).count }
        precondition(count > 0, "text has tokens")
        best = min(best, monotonicSeconds() - start)
      }
      let size = rows.reduce(0) { $0 + $1.bytes.count }
      return Measurement(Double(size) / best / 1e6, "MB/s", limit: wanted)
    }
  }
}

/// Text drawn from a vocabulary's words, so that no cache wins by repetition.
private struct TokenizationText {
  /// 1 MB in rows of 200 characters.
  private(set) var rows: [Text] = []

  init(_ tokenizer: Tokenizer, isWord: (String) -> Bool) {
    let words = (0..<Int32(tokenizer.vocabularySize)).map { tokenizer.decode([$0]) }.filter(isWord)
    var draw = WeightDraw(seed: 11)
    var size = 0
    while size < 1_000_000, !words.isEmpty {
      var row = ""
      var length = 0
      for place in draw.ids(200, below: words.count) where length < 200 {
        row += words[Int(place)]
        length += words[Int(place)].count
      }
      rows.append(Text(row))
      size += row.utf8.count
    }
  }
}
