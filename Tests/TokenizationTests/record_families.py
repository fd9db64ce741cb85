"""Records what tokenizers, transformers and SentencePiece say of the pipelines of Llama 2, Mistral, Gemma and GPT-2.

    python3 Tests/TokenizationTests/record_families.py   (needs transformers 4.51.3, tokenizers 0.21.1, sentencepiece)
"""
import io
import json
import pathlib
import random
import sys
import tempfile

try:
    import sentencepiece
    import transformers
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
except ImportError:
    sys.exit("needs transformers==4.51.3 tokenizers==0.21.1 sentencepiece")

OUT = pathlib.Path(__file__).resolve().parents[1] / "Fixtures" / "tokenization"
CORPUS = ["Hello world, this is a test of tokens 12345.", "The quick brown fox's jumps; over 99 lazy dogs!", "钟离来自什么国家？璃月", "def f(x): return x + 1"] * 8
TEXTS = ["", "a", " ", "  ", " Hello  world ", "<s> Hello", "Hello<s>world</s>", "a<s> b", "  <s>  x", "钟离 test😀", "tab\tnew\nline\n\n x", "12 345,6!?", "▁x ▁", "x▁y", "<0x0A>", "don't  stop…", "a\u3000b"]
PAIRS = [("Hello", "world"), ("", " x"), ("a long first text of tokens", "b")]
SPACES = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
PIECES = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
TEMPLATE = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B:1", special_tokens=[("<s>", 1)])


def metaspace(scheme, split):
    return pre_tokenizers.Metaspace("▁", prepend_scheme=scheme, split=split)


def pieces():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = SPACES
    special = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=400, special_tokens=special, show_progress=False))
    spec = json.loads(tokenizer.to_str())
    spec["added_tokens"] = spec["added_tokens"][:3]
    variants = {"llama 2": dict(normalizer=SPACES, decoder=PIECES), "gemma": dict(normalizer=normalizers.Replace(" ", "▁"), pre_tokenizer=pre_tokenizers.Split(" ", "merged_with_previous"), decoder=decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]))}
    for scheme in ("first", "always", "never"):
        for split in (True, False):
            variants[f"metaspace {scheme} {split}"] = dict(pre_tokenizer=metaspace(scheme, split), decoder=decoders.Metaspace("▁", prepend_scheme=scheme, split=split))
    variants["digits, punctuation"] = dict(pre_tokenizer=pre_tokenizers.Sequence([metaspace("first", True), pre_tokenizers.Digits(True), pre_tokenizers.Punctuation()]), decoder=PIECES)
    return spec, variants, TEMPLATE


def letters():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=340, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=["<s>", "</s>"], show_progress=False))
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    template = processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[("<s>", 0), ("</s>", 1)])
    variants = {
        "digits": dict(pre_tokenizer=pre_tokenizers.Sequence([pre_tokenizers.Digits(True), byte_level])),
        "prefix": dict(pre_tokenizer=pre_tokenizers.Sequence([pre_tokenizers.Punctuation("isolated"), pre_tokenizers.ByteLevel(add_prefix_space=True)]), post_processor=processors.ByteLevel(trim_offsets=True)),
        "template": dict(pre_tokenizer=byte_level, post_processor=processors.Sequence([processors.ByteLevel(trim_offsets=False), template])),
        "roberta": dict(pre_tokenizer=byte_level, post_processor=processors.RobertaProcessing(("</s>", 1), ("<s>", 0))),
        "bert": dict(pre_tokenizer=byte_level, post_processor=processors.BertProcessing(("</s>", 1), ("<s>", 0))),
    }
    for steps in variants.values(): steps["decoder"] = decoders.ByteLevel()
    return json.loads(tokenizer.to_str()), variants, None


def family(made):
    spec, variants, post = made
    result = []
    for name, steps in variants.items():
        tokenizer = Tokenizer.from_str(json.dumps({**spec, "normalizer": None, "pre_tokenizer": None, "decoder": None, "post_processor": None}))
        if post: tokenizer.post_processor = post
        for key, step in steps.items(): setattr(tokenizer, key, step)
        fast = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, clean_up_tokenization_spaces=False)
        described = {key: json.loads(tokenizer.to_str())[key] for key in ("normalizer", "pre_tokenizer", "decoder", "post_processor")}
        cases = []
        for text in TEXTS:
            row = fast(text, return_offsets_mapping=True)
            cases.append([text, row["input_ids"], row["offset_mapping"], fast.decode(row["input_ids"]), fast.decode(row["input_ids"], skip_special_tokens=True)])
        pairs = []
        for first, second in PAIRS:
            for cut, limit in [(True, 100), ("longest_first", 6), ("only_first", 6)]:
                if cut == "only_first" and len(first) < 10: continue
                row = fast(first, second, truncation=cut, max_length=limit, return_token_type_ids=True)
                pairs.append([first, second, "longest_first" if cut is True else cut, limit, row["input_ids"], row["token_type_ids"]])
        result.append({"name": name, **described, "cases": cases, "pairs": pairs})
    return {"tokenizer": spec, "variants": result}


def merges_files(spec):
    vocabulary = [token for token, _ in sorted(spec["model"]["vocab"].items(), key=lambda item: item[1]) if token not in ("<s>", "</s>")]
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in spec["model"]["merges"]]
    count = len(vocabulary)
    qwen = {"tokenizer_class": "Qwen2Tokenizer", "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}
    folders = [[qwen, {"<|endoftext|>": count, "<|im_start|>": count + 1, "<|im_end|>": count + 2}], [{"tokenizer_class": "Qwen2Tokenizer"}, None], [{"tokenizer_class": "GPT2Tokenizer"}, None]]
    result = []
    for configuration, added in folders:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "vocab.json").write_text(json.dumps({token: at for at, token in enumerate(vocabulary)}))
            (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n")
            (folder / "tokenizer_config.json").write_text(json.dumps(configuration))
            if added: (folder / "added_tokens.json").write_text(json.dumps(added))
            slow = transformers.AutoTokenizer.from_pretrained(folder)
            texts = [text + " <|im_end|> <|endoftext|>z" for text in TEXTS]
            cases = [[text, slow(text)["input_ids"], slow.decode(slow(text)["input_ids"], skip_special_tokens=True)] for text in texts]
            result.append({"configuration": configuration, "added": added, "count": len(slow), "eos": slow.eos_token_id, "cases": cases})
    return {"vocab": vocabulary, "merges": merges, "folders": result}


def piece_files():
    result = []
    for options in ({}, {"add_dummy_prefix": False, "user_defined_symbols": ["<mid>", "▁▁▁"]}):
        file = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(CORPUS), model_writer=file, vocab_size=370, model_type="bpe", byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False, character_coverage=1.0, split_digits=True, allow_whitespace_only_pieces=True, minloglevel=2, **options)
        processor = sentencepiece.SentencePieceProcessor(model_proto=file.getvalue())
        texts = [text for text in TEXTS if "s>" not in text] + ["a <mid> b   c"]
        cases = [[text, processor.encode(text), processor.decode(processor.encode(text))] for text in texts]
        result.append({"model": file.getvalue().hex(), "count": processor.vocab_size(), "cases": cases})
    return result


made = letters()
record = {"pieces": family(pieces()), "letters": family(made), "mergesFiles": merges_files(made[0]), "pieceFiles": piece_files()}
(OUT / "families.json").write_text(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
