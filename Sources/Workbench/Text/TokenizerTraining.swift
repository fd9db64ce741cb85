import PythonValues
import SourceText
import Tokenization

/// `train_tokenizer`: a byte-level tokenizer from nothing but texts.
///
/// The vocabulary is the 256 bytes and the merges learnt; added tokens come after it, by `add_tokens`.
var trainTokenizer: Value {
  function("train_tokenizer", "iterator, vocab_size, min_frequency=0, tokenizer_class='PreTrainedTokenizerFast'") {
    arguments, context in
    let empty = try Tokenizer.byteLevel(className: try arguments.string("tokenizer_class"))
    let plan = VocabularyTraining(
      vocabularySize: try arguments.integer("vocab_size"), minimumFrequency: try arguments.integer("min_frequency"))
    return .object(
      TokenizerObject(try empty.trainedAnew(on: try trainingTexts(arguments["iterator"], context), plan)))
  }
}

/// `tokenizer.train_new_from_iterator`: the same steps and special tokens, another vocabulary.
let trainNewMember = Member<TokenizerObject>.method(
  "train_new_from_iterator",
  "text_iterator, vocab_size, length=None, new_special_tokens=None, special_tokens_map=None, min_frequency=0",
  "A tokenizer of the same steps with a vocabulary learnt from texts."
) { object, arguments, context in
  guard arguments["special_tokens_map"].isNone else {
    throw PyError(
      .notImplementedError, "special_tokens_map is not there: give the new tokenizer its roles with add_special_tokens")
  }
  var plan = VocabularyTraining(
    vocabularySize: try arguments.integer("vocab_size"), minimumFrequency: try arguments.integer("min_frequency"))
  if !arguments["new_special_tokens"].isNone {
    plan.newSpecialTokens = try addedTokens(arguments["new_special_tokens"], isSpecial: true)
  }
  let texts = try trainingTexts(arguments["text_iterator"], context)
  return .object(TokenizerObject(try object.tokenizer.trainedAnew(on: texts, plan)))
}

/// The texts of an iterator over texts or over lists of texts.
///
/// - Throws: `TypeError` for anything else.
private func trainingTexts(_ value: Value, _ context: CallContext) throws -> [Text] {
  if case .str = value { throw PyError(.typeError, "a tokenizer is trained on a list of texts, not on one str") }
  var found: [Text] = []
  for (index, element) in try value.iterated().enumerated() {
    if index % 4096 == 0 { try context.checkInterrupt() }
    if case .str(let text) = element {
      found.append(text.text)
    } else {
      found += try texts(element).texts
    }
  }
  return found
}
