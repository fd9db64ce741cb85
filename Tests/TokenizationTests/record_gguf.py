#!/usr/bin/env python3
"""Records into Tests/Fixtures/gguf what Hugging Face's tokenizers (0.21) says about vocabularies of GGUF files:
pieces.json, how each pre-tokenizer kind cuts texts; smollm2-strings.json, ids of SmolLM2's vocabulary.

Needs the packages tokenizers and gguf, and for the second file `make assets`. The steps are those of the models' own
tokenizer.json; of kind `default` they are llama.cpp's four expressions, one after the other.
"""
import glob
import json
import os

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers as pre

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "Fixtures", "gguf")
TEXTS = [
    "", " ", "   ", "\n", "a", "Hello world", " Hello  World", "don't I'M WE'VE you'll", "The year 2024, 1234567890!",
    "x=1+2<3>4~5|6^7$8", "3.14159 1,000,000", "  leading", "trailing   ", "a\n\n b\r\n\tc", "钟离来自什么国家?", "砂糖 女士 123",
    "naïve café e\u0301", "😀👍🏽 ok", "½ ² Ⅷ ٣", "<tag>...</tag>", "def f(x):\n    return x\n", "\u00a0nb\u3000ideo", "a\u2028b",
    "''s 's", "e-mail@host.org", "tab\t\ttab", "?!?!  ...", "日本語テキスト、テスト。",
]
OTHER = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}%s| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"


def split(pattern):
    return pre.Split(Regex(pattern), "isolated")


def digits_and_words():
    return pre.Sequence([pre.Digits(individual_digits=True), pre.ByteLevel(add_prefix_space=False)])


STEPS = {
    "default": pre.Sequence(
        [
            split("[\\p{P}\\$\\+<=>\\^~\\|]+"),
            split("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)"),
            split("\\p{N}+"),
            split("[0-9][0-9][0-9]"),
        ]
    ),
    "gpt-2": split("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"),
    "llama-bpe": split(OTHER % "{1,3}"),
    "qwen2": split(OTHER % ""),
    "deepseek-r1-qwen": split(OTHER % ""),
    "smollm": pre.Sequence(
        [
            pre.Digits(individual_digits=True),
            split("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"),
        ]
    ),
}


def write(name, value):
    with open(os.path.join(OUT, name), "w") as file:
        json.dump(value, file, ensure_ascii=True, indent=0)
        file.write("\n")


def main():
    pieces = {
        kind: [{"text": t, "pieces": [p for p, _ in steps.pre_tokenize_str(t)]} for t in TEXTS]
        for kind, steps in STEPS.items()
    }
    write("pieces.json", pieces)
    files = glob.glob(os.path.join(HERE, "..", "..", "assets", "cache", "smollm2-135m-instruct", "*.gguf"))
    if not files:
        return
    import gguf

    fields = gguf.GGUFReader(files[0]).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    types = fields["tokenizer.ggml.token_type"].contents()
    merges = [tuple(m.split(" ")) for m in fields["tokenizer.ggml.merges"].contents()]
    tokenizer = Tokenizer(models.BPE({t: i for i, t in enumerate(tokens)}, merges))
    tokenizer.pre_tokenizer = digits_and_words()
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(t, normalized=False) for t, y in zip(tokens, types) if y == 3])
    texts = TEXTS + ["<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n"]
    cases = [{"text": t, "ids": tokenizer.encode(t).ids} for t in texts]
    decode = [
        {"ids": c["ids"], "text": tokenizer.decode(c["ids"], skip_special_tokens=False), "text_skip_special": tokenizer.decode(c["ids"])}
        for c in cases
    ]
    write("smollm2-strings.json", {"cases": cases, "decode": decode})


main()
