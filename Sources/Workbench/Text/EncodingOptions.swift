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
  var padToMultipleOf: Int?

  /// The side that padding goes to, where it is not the tokenizer's.
  var paddingSide: Tokenizer.Side?

  static let signature =
    "add_special_tokens=True, padding=False, truncation=None, max_length=None, pad_to_multiple_of=None, return_tensors=None, return_attention_mask=None, split_special_tokens=False, padding_side=None"

  init() {}

  /// - Throws: `NotImplementedError` for a second text, `ValueError` for options that there are not.
  init(_ arguments: BoundArguments) throws {
    guard arguments["text_pair"].isNone else {
      throw PyError(
        .notImplementedError, "pairs of texts are not encoded here: text_pair must be None",
        remedy: "join the two into one text, or give a list of texts")
    }
    addsSpecialTokens = try arguments.bool("add_special_tokens")
    parsesSpecialTokens = try !arguments.bool("split_special_tokens")
    try read(
      padding: arguments["padding"], truncation: arguments["truncation"], maxLength: arguments["max_length"],
      tensors: arguments["return_tensors"])
    padToMultipleOf = try arguments.optionalInteger("pad_to_multiple_of")
    if !arguments["padding_side"].isNone {
      paddingSide = try TokenizerObject.side(arguments["padding_side"], "padding_side")
    }
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
    case "longest_first", "only_first": truncates = true
    case "do_not_truncate": truncates = false
    case .some(let other):
      throw PyError(.valueError, "truncation is True, False, 'longest_first' or 'do_not_truncate', not '\(other)'")
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
