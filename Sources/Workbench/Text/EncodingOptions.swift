import PythonValues
import Tokenization

/// How a call of a tokenizer pads, cuts and packs what it encodes.
struct EncodingOptions {
  enum Padding: Equatable {
    case none
    case longest
    case length
  }

  var addsSpecialTokens = true
  var parsesSpecialTokens = true
  var padding = Padding.none
  var truncates = false
  var maxLength: Int?
  var returnsTensors = false
  var returnsAttentionMask = true
  var returnsTypeIDs = false
  var returnsSpecialMask = false
  var returnsOffsets = false

  /// Which of two texts is cut.
  var cut = RowRequest.Cut.longest

  var padToMultipleOf: Int?

  /// The side that padding goes to, where it is not the tokenizer's.
  var paddingSide: Tokenizer.Side?

  static let signature =
    "add_special_tokens=True, padding=False, truncation=None, max_length=None, pad_to_multiple_of=None, return_tensors=None, return_attention_mask=None, return_special_tokens_mask=False, return_offsets_mapping=False, split_special_tokens=False, padding_side=None"

  init() {}

  /// - Throws: `ValueError` for options that there are not.
  init(_ arguments: BoundArguments) throws {
    addsSpecialTokens = try arguments.bool("add_special_tokens")
    parsesSpecialTokens = try !arguments.bool("split_special_tokens")
    try read(
      padding: arguments["padding"], truncation: arguments["truncation"], maxLength: arguments["max_length"],
      tensors: arguments["return_tensors"])
    padToMultipleOf = try arguments.optionalInteger("pad_to_multiple_of")
    if !arguments["padding_side"].isNone {
      paddingSide = try TokenizerObject.side(arguments["padding_side"], "padding_side")
    }
    returnsSpecialMask = try arguments.bool("return_special_tokens_mask")
    returnsOffsets = try arguments.bool("return_offsets_mapping")
    if !arguments["return_attention_mask"].isNone {
      returnsAttentionMask = try arguments.bool("return_attention_mask")
    }
  }

  mutating func read(padding: Value, truncation: Value, maxLength: Value, tensors: Value) throws {
    switch padding.string {
    case "longest": self.padding = .longest
    case "max_length": self.padding = .length
    case "do_not_pad": self.padding = .none
    case .some(let other):
      throw PyError(.valueError, "padding is True, False, 'longest', 'max_length' or 'do_not_pad', not '\(other)'")
    case nil: self.padding = try padding.isTruthy() ? .longest : .none
    }
    switch truncation.string {
    case "do_not_truncate": truncates = false
    case .some(let name):
      guard let cut = RowRequest.Cut(rawValue: name) else {
        throw PyError(
          .valueError,
          "truncation is True, False, 'longest_first', 'only_first', 'only_second' or 'do_not_truncate', not '\(name)'")
      }
      self.cut = cut
      truncates = true
    case nil: truncates = try truncation.isTruthy()
    }
    if !maxLength.isNone {
      guard let length = maxLength.integer, length > 0 else {
        throw PyError(.valueError, "max_length is a whole number above 0, not \(try maxLength.repr())")
      }
      self.maxLength = length
      // As in transformers: a length that says nothing of padding or truncation is one to cut at.
      if truncation.isNone && self.padding == .none { truncates = true }
    }
    switch tensors.string {
    case nil where tensors.isNone: returnsTensors = false
    case "pt", "np": returnsTensors = true
    default: throw PyError(.valueError, "return_tensors is 'pt' or None, not \(try tensors.repr())")
    }
  }
}
