import PythonValues
import SourceText
import Tokenization

extension TokenizerObject {
  /// Encodes texts by the options, each row cut to the longest length allowed.
  func encodeBatch(_ texts: [Text], _ options: EncodingOptions) -> [[Int32]] {
    texts.map {
      cut(
        tokenizer.encode(
          $0, addSpecialTokens: options.addsSpecialTokens, parsesSpecialTokens: options.parsesSpecialTokens), options)
    }
  }

  /// Cuts a row to the longest length allowed, on the tokenizer's side; a BOS in front stays.
  func cut(_ ids: [Int32], _ options: EncodingOptions) -> [Int32] {
    guard options.truncates, let limit = options.maxLength ?? tokenizer.modelMaxLength, ids.count > limit else {
      return ids
    }
    if tokenizer.truncationSide == .right { return Array(ids.prefix(limit)) }
    let hasBOS = options.addsSpecialTokens && ids.first == tokenizer.id(of: .begin)
    return hasBOS ? ids.prefix(1) + ids.suffix(limit - 1) : Array(ids.suffix(limit))
  }

  /// Packs rows of ids as the tokenizer's call gives them: padded, as lists or tensors.
  ///
  /// - Parameter masks: the rows' attention masks; nil where every token counts.
  func packed(
    _ rows: [[Int32]], masks: [[Int32]]? = nil, isBatch: Bool, _ options: EncodingOptions
  ) throws -> BatchEncodingObject {
    var ids = rows
    var masks = masks ?? rows.map { $0.map { _ in 1 } }
    if let target = paddedLength(of: rows, options) {
      try pad(&ids, &masks, to: target, on: options.paddingSide ?? tokenizer.paddingSide)
    }
    func value(_ rows: [[Int32]]) throws -> Value {
      guard options.returnsTensors else { return isBatch ? .array(rows.map { .ids($0) }) : .ids(rows[0]) }
      guard Set(rows.map(\.count)).count <= 1 else {
        throw PyError(
          .valueError, "Unable to create tensor: the rows have different lengths (\(rows.map(\.count)))",
          remedy: "pass padding=True (and truncation=True) to have rows of the same length")
      }
      return .tensorOfRows(rows)
    }
    var members = [("input_ids", try value(ids))]
    if options.returnsTypeIDs { members.append(("token_type_ids", try value(ids.map { $0.map { _ in 0 } }))) }
    if options.returnsAttentionMask { members.append(("attention_mask", try value(masks))) }
    return BatchEncodingObject(members)
  }

  private func paddedLength(of rows: [[Int32]], _ options: EncodingOptions) -> Int? {
    let length: Int? =
      switch options.padding {
      case .none: nil
      case .longest: rows.map(\.count).max() ?? 0
      case .length: options.maxLength ?? tokenizer.modelMaxLength
      }
    guard let length, let multiple = options.padToMultipleOf, multiple > 0 else { return length }
    return (length + multiple - 1) / multiple * multiple
  }

  private func pad(
    _ ids: inout [[Int32]], _ masks: inout [[Int32]], to length: Int, on side: Tokenizer.Side
  ) throws {
    let needsPadding = ids.contains { $0.count < length }
    guard let padID = tokenizer.id(of: .padding) ?? (needsPadding ? nil : 0) else {
      throw PyError(
        .valueError, "Asking to pad but the tokenizer does not have a padding token",
        remedy: "set one: tokenizer.pad_token = tokenizer.eos_token, or add '<|pad|>' with add_special_tokens")
    }
    let left = side == .left
    for row in ids.indices {
      let missing = max(0, length - ids[row].count)
      let padding = [Int32](repeating: padID, count: missing)
      let zeros = [Int32](repeating: 0, count: missing)
      ids[row] = left ? padding + ids[row] : ids[row] + padding
      masks[row] = left ? zeros + masks[row] : masks[row] + zeros
    }
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
