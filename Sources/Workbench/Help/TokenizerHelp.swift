import PythonValues
import Tokenization

extension HelpPage {
  /// Text and tokens.
  static let tokenizer = HelpPage(
    "tokenizer", "Tokenizers",
    notes: [
      HelpNote(
        "AutoTokenizer", "Loads the tokenizer that belongs to a model. It is not called itself.",
        "tokenizer = AutoTokenizer.from_pretrained(\"mini\")"),
      HelpNote(
        "AutoTokenizer.from_pretrained",
        "The tokenizer of a folder, of a GGUF file, of one of the project's own models (\"mini\", "
          + "\"deepseek-r1-distill-qwen\") or of a hub's repository.",
        "tokenizer = AutoTokenizer.from_pretrained(\"mini\", padding_side=\"left\")", fromPretrainedParameters),
      HelpNote(
        "AddedToken",
        "A token that is matched as a whole before the text is cut into pieces. "
          + "Use it where a plain string does not say enough.",
        "tokenizer.add_tokens([AddedToken(\"<note>\", lstrip=True)])",
        [
          "single_word": "match only where no letter touches it",
          "lstrip": "swallow the white space before it", "rstrip": "swallow the white space after it",
          "normalized": "look for it in the normalised text; None means: unless it is special",
          "special": "decoding with skip_special_tokens=True leaves it out",
        ]),
      HelpNote(
        "train_tokenizer",
        "A byte-level BPE tokenizer learnt from texts alone: the 256 bytes and the merges that pay most.",
        "tokenizer = train_tokenizer([\"钟离来自璃月\", \"砂糖来自蒙德\"], 300)",
        [
          "iterator": "texts, or lists of texts", "vocab_size": "how many tokens there are in the end, bytes included",
          "min_frequency": "pairs that are rarer are not merged",
        ]),
    ],
    topics: [tokenizerTopic, encodingTopic, addedTokenTopic])

  /// What every `from_pretrained` takes.
  static let fromPretrainedParameters = [
    "pretrained_model_name_or_path": "a folder, a GGUF file, a name of the project's own, or org/name of a hub",
    "revision": "the branch, tag or commit of the hub's repository", "token": "the hub's access token",
    "cache_dir": "where downloads are kept instead of the usual cache",
    "local_files_only": "True asks only the cache and never the network",
  ]

  private static let tokenizerTopic = HelpTopic(
    "Tokenizer", "tokenizer",
    "Cuts texts into tokens and numbers them. Call it with a text or a list of texts to have input_ids and "
      + "attention_mask; `bos_token`, `eos_token`, `pad_token` and their `_id`s can be read and set.",
    "batch = tokenizer([\"你好\", \"钟离来自璃月\"], padding=True, return_tensors=\"pt\")",
    rows: TokenizerObject.members.rows,
    examples: [
      "encode": "tokenizer.encode(\"钟离来自什么国家\")",
      "decode": "tokenizer.decode(tokenizer.encode(\"你好\"), skip_special_tokens=True)",
      "batch_decode": "tokenizer.batch_decode([[64], [64, 65]])",
      "tokenize": "tokenizer.tokenize(\"钟离\")",
      "convert_ids_to_tokens": "tokenizer.convert_ids_to_tokens(tokenizer.encode(\"钟离\"))",
      "convert_tokens_to_ids": "tokenizer.convert_tokens_to_ids(\"<｜User｜>\")",
      "convert_tokens_to_string": "tokenizer.convert_tokens_to_string(tokenizer.tokenize(\"钟离\"))",
      "pad": "tokenizer.pad([tokenizer(\"a\"), tokenizer(\"abc\")], return_tensors=\"pt\")",
      "add_special_tokens": "tokenizer.add_special_tokens({\"pad_token\": \"<|pad|>\"})",
      "add_tokens": "tokenizer.add_tokens([\"往生堂\"])",
      "train_new_from_iterator": "smaller = tokenizer.train_new_from_iterator([\"钟离来自璃月\"] * 100, 400)",
      "get_vocab": "tokenizer.get_vocab()[\"<|pad|>\"]", "vocab_size": "tokenizer.vocab_size",
      "all_special_tokens": "tokenizer.all_special_tokens", "all_special_ids": "tokenizer.all_special_ids",
      "additional_special_tokens": "tokenizer.additional_special_tokens",
      "additional_special_tokens_ids": "tokenizer.additional_special_tokens_ids",
      "get_added_vocab": "tokenizer.get_added_vocab()[\"<|pad|>\"]",
      "added_tokens_decoder": "tokenizer.added_tokens_decoder[tokenizer.pad_token_id]",
      "special_tokens_map": "tokenizer.special_tokens_map[\"eos_token\"]",
      "name_or_path": "tokenizer.name_or_path", "is_fast": "tokenizer.is_fast",
      "padding_side": "tokenizer.padding_side = \"left\"", "truncation_side": "tokenizer.truncation_side = \"right\"",
      "model_max_length": "tokenizer.model_max_length = 2048", "chat_template": "print(tokenizer.chat_template)",
      "add_bos_token": "tokenizer.add_bos_token = False", "add_eos_token": "tokenizer.add_eos_token = True",
      "apply_chat_template":
        "tokenizer.apply_chat_template([{\"role\": \"user\", \"content\": \"你好\"}], tokenize=False, "
        + "add_generation_prompt=True)",
      "save_pretrained": "tokenizer.save_pretrained(\"runs/tokenizer\")",
    ],
    parameters: [
      "add_special_tokens": "put the BOS (and the EOS) where the model expects it",
      "padding": "True or 'longest': to the longest row; 'max_length': to max_length; False: not",
      "truncation":
        "True cuts rows at max_length, or at the model's length; of two texts 'only_first' or 'only_second'",
      "max_length": "the most tokens of a row", "pad_to_multiple_of": "pad to a multiple of this length",
      "return_tensors": "'pt' gives tensors, None lists",
      "return_offsets_mapping": "give for each token where it begins and ends in the text, in characters",
      "return_special_tokens_mask": "give for each token whether the template added it",
      "text_pair": "a second text, or as many as there are texts, joined to the first as the template says",
      "split_special_tokens": "cut special tokens in the text as if they were plain text",
      "return_attention_mask": "False leaves the attention mask out",
      "skip_special_tokens": "leave the special tokens out of the text",
      "conversation": "a list of messages with role and content, or a list of such lists",
      "add_generation_prompt": "end where the model's answer begins",
      "continue_final_message": "leave the last message open, for the model to go on with",
      "tokenize": "True gives ids, False the text", "return_dict": "give input_ids and attention_mask by name",
      "tools": "functions or JSON schemas that the template lists", "documents": "documents that the template lists",
      "chat_template": "another template, for this call only",
      "return_assistant_tokens_mask": "mark the tokens of {% generation %} blocks",
      "special_tokens_dict": "tokens by role: bos_token, eos_token, pad_token, additional_special_tokens, ...",
      "replace_additional_special_tokens": "False adds to the additional special tokens that are there",
      "special_tokens": "True makes the tokens special ones",
      "save_directory": "the folder; it is made if it is not there",
      "vocab_size": "how many tokens the new vocabulary has", "min_frequency": "pairs that are rarer are not merged",
    ]
  ) { $0.object is TokenizerObject }

  private static let encodingTopic = HelpTopic(
    "BatchEncoding", "batch",
    "Named lists or tensors, as a tokenizer or a collator gives them: `batch[\"input_ids\"]`, `batch.input_ids`. "
      + "A model takes it as `model(**batch)`.",
    "batch = tokenizer(\"你好\", return_tensors=\"pt\")\noutput = model.generate(**batch, max_new_tokens=8)",
    rows: BatchEncodingObject.members.rows,
    examples: [
      "data": "batch.data", "keys": "list(batch.keys())", "values": "list(batch.values())",
      "items": "[(name, value.shape) for name, value in batch.items()]",
      "get": "batch.get(\"labels\")", "pop": "labels = batch.pop(\"labels\")", "to": "batch = batch.to(model.device)",
    ]
  ) { $0.object is BatchEncodingObject }

  private static let addedTokenTopic = HelpTopic(
    "AddedToken", "token", "A token that is matched as a whole, and how.", "AddedToken(\"<note>\").content",
    rows: AddedTokenObject.members.rows,
    examples: [
      "content": "token.content", "single_word": "token.single_word", "lstrip": "token.lstrip",
      "rstrip": "token.rstrip", "normalized": "token.normalized", "special": "token.special",
    ]
  ) { $0.object is AddedTokenObject }
}
