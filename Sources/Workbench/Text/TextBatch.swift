import PythonValues
import SourceText
import Tokenization

/// The texts of a tokenizer's call: rows of one text, or of two.
struct TextRows {
  let first: [Text]
  let second: [Text]?
  let isBatch: Bool

  /// A batch of rows of one text.
  init(texts: [Text]) {
    first = texts
    second = nil
    isBatch = true
  }

  /// - Throws: `ValueError` for what are no texts, or where the second ones are not as many.
  init(_ text: Value, pair: Value = .none) throws {
    if pair.isNone, let pairs = try TextRows.pairs(text) {
      first = pairs.map(\.0)
      second = pairs.map(\.1)
      isBatch = true
      return
    }
    let given = try texts(text)
    first = given.texts
    isBatch = given.isBatch
    second = pair.isNone ? nil : try texts(pair).texts
    if let second, second.count != first.count {
      throw PyError(
        .valueError, "text_pair must be as many texts as text: \(first.count), not \(second.count)")
    }
  }

  /// A list of tuples of two texts each; nil for anything else.
  private static func pairs(_ value: Value) throws -> [(Text, Text)]? {
    guard let elements = value.elements, case .tuple? = elements.first else { return nil }
    return try elements.map { element in
      guard let both = element.elements, both.count == 2, case .str(let first) = both[0],
        case .str(let second) = both[1]
      else { throw notText(element) }
      return (first.text, second.text)
    }
  }
}

extension TokenizerObject {
  /// Encodes texts by the options, each row cut to the longest length allowed.
  func encodeBatch(_ rows: TextRows, _ options: EncodingOptions) -> [RowEncoding] {
    var request = RowRequest()
    request.addsSpecialTokens = options.addsSpecialTokens
    request.parsesSpecialTokens = options.parsesSpecialTokens
    request.limit = options.truncates ? options.maxLength ?? tokenizer.modelMaxLength : nil
    request.cut = options.cut
    request.recordsSpans = options.returnsOffsets
    return rows.first.indices.map { tokenizer.row(rows.first[$0], rows.second?[$0], request) }
  }

  /// Packs rows as the tokenizer's call gives them: padded, as lists or tensors.
  ///
  /// - Parameter masks: the rows' attention masks; nil where every token counts.
  func packed(
    _ rows: [RowEncoding], masks: [[Int32]]? = nil, isBatch: Bool, _ options: EncodingOptions
  ) throws -> BatchEncodingObject {
    let length = paddedLength(of: rows, options) ?? 0
    let onLeft = (options.paddingSide ?? tokenizer.paddingSide) == .left
    func padded<Element>(_ row: [Element], _ filler: Element) -> [Element] {
      let padding = [Element](repeating: filler, count: max(0, length - row.count))
      return onLeft ? padding + row : row + padding
    }
    guard let padID = tokenizer.id(of: .padding) ?? (rows.contains { $0.ids.count < length } ? nil : 0) else {
      throw PyError(
        .valueError, "Asking to pad but the tokenizer does not have a padding token",
        remedy: "set one: tokenizer.pad_token = tokenizer.eos_token, or add '<|pad|>' with add_special_tokens")
    }
    func value(_ rows: [[Int32]], _ filler: Int32) throws -> Value {
      let rows = rows.map { padded($0, filler) }
      guard options.returnsTensors else { return isBatch ? .array(rows.map { .ids($0) }) : .ids(rows[0]) }
      guard Set(rows.map(\.count)).count <= 1 else {
        throw PyError(
          .valueError, "Unable to create tensor: the rows have different lengths (\(rows.map(\.count)))",
          remedy: "pass padding=True (and truncation=True) to have rows of the same length")
      }
      return .tensorOfRows(rows)
    }
    var members = [("input_ids", try value(rows.map(\.ids), padID))]
    if options.returnsTypeIDs { members.append(("token_type_ids", try value(rows.map(\.typeIDs), 0))) }
    if options.returnsAttentionMask {
      members.append(("attention_mask", try value(masks ?? rows.map { $0.ids.map { _ in 1 } }, 0)))
    }
    if options.returnsSpecialMask {
      members.append(("special_tokens_mask", try value(rows.map { $0.isAdded.map { $0 ? 1 : 0 } }, 1)))
    }
    if options.returnsOffsets {
      let spans = rows.map { row in
        Value.array(padded(row.spans, 0..<0).map { .tupleOf(.int($0.lowerBound), .int($0.upperBound)) })
      }
      members.append(("offset_mapping", isBatch ? .array(spans) : spans[0]))
    }
    return BatchEncodingObject(members)
  }

  private func paddedLength(of rows: [RowEncoding], _ options: EncodingOptions) -> Int? {
    let length: Int? =
      switch options.padding {
      case .none: nil
      case .longest: rows.map(\.ids.count).max() ?? 0
      case .length: options.maxLength ?? tokenizer.modelMaxLength
      }
    guard let length, let multiple = options.padToMultipleOf, multiple > 0 else { return length }
    return (length + multiple - 1) / multiple * multiple
  }
}

/// The texts of a value: one string, or a list of strings.
///
/// - Throws: `ValueError` for anything else.
func texts(_ value: Value) throws -> (texts: [Text], isBatch: Bool) {
  if case .str(let text) = value { return ([text.text], false) }
  guard let elements = value.elements else { throw notText(value) }
  let texts = try elements.map { element -> Text in
    guard case .str(let text) = element else { throw notText(element) }
    return text.text
  }
  return (texts, true)
}

private func notText(_ value: Value) -> PyError {
  PyError(.valueError, "a tokenizer takes a string or a list of strings, not \(value.typeName)")
}
