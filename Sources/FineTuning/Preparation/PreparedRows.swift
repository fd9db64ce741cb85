import Datasets
import Training

/// The rows of a dataset as token ids, and what happened to them on the way.
public final class PreparedRows {
  /// How the rows became tokens.
  public enum Origin: Sendable, Equatable {
    /// Texts of a column.
    case text(column: String)
    /// Conversations through the chat template.
    case conversation(ConversationForm)
    /// Texts of prompts with completions.
    case completions
    /// They were tokens already.
    case encoded

    /// What was converted on the way and how, in a sentence.
    var notice: String? { if case .conversation(let form) = self { form.notice } else { nil } }
  }

  /// How the rows became tokens.
  public let origin: Origin

  /// Rows that begin with two begin tokens.
  public internal(set) var doubledBegin: [Int] = []

  /// Rows that were cut to the largest length, and how long they were.
  public internal(set) var truncated: [(row: Int, length: Int)] = []

  /// How many texts were closed with the end token because they did not end with it.
  public internal(set) var closedCount = 0

  let ids = TokenStore()
  var ends: [Int] = []
  var masks: [Int: [Int32]] = [:]
  var labels: [Int: [Int32]] = [:]

  init(origin: Origin) { self.origin = origin }

  /// The number of rows.
  public var count: Int { ends.count }

  /// The number of tokens of all rows.
  public var tokenCount: Int { ids.count }

  /// The length of the longest row.
  public var longest: Int { (0..<count).map { range($0).count }.max() ?? 0 }

  /// A row.
  public subscript(row: Int) -> EncodedRow {
    EncodedRow(ids: ids[range(row)], attentionMask: masks[row], labels: labels[row])
  }

  /// The tokens of a row.
  public func length(ofRow row: Int) -> Int { range(row).count }

  private func range(_ row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }

  func append(_ row: EncodedRow) {
    if row.attentionMask.contains(0) { masks[count] = row.attentionMask }
    if let own = row.labels { labels[count] = own }
    ids.append(row.ids)
    ends.append(ids.count)
  }
}
