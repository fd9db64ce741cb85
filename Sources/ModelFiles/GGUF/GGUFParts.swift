import Files

/// The parts of a model that is cut into several GGUF files: `NAME-00001-of-00003.gguf` and so on.
///
/// Source: llama.cpp's `gguf-split`, which puts the metadata into the first part.
struct GGUFParts {
  /// The paths of all parts in order.
  let paths: [String]

  /// The parts that a file's name speaks of; nil where it speaks of none, or of one.
  init?(path: String) {
    guard let match = path.wholeMatch(of: /(.*)-([0-9]{5})-of-([0-9]{5})\.gguf/), let number = Int(match.2),
      let count = Int(match.3), (1...count).contains(number), count > 1
    else { return nil }
    func padded(_ number: Int) -> String {
      let digits = "\(number)"
      return String(repeating: "0", count: 5 - digits.count) + digits
    }
    paths = (1...count).map { "\(match.1)-\(padded($0))-of-\(match.3).gguf" }
  }
}
