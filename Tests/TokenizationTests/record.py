"""Records what Hugging Face's tokenizers say, for the tests beside this file.

    python3 Tests/TokenizationTests/record.py      (needs transformers 4.51.3 and tokenizers 0.21.1)
"""
import json
import pathlib
import random
import sys

try:
    import transformers
    from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers
except ImportError:
    sys.exit("needs transformers==4.51.3 tokenizers==0.21.1")

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Tests/Fixtures"
OUT = FIXTURES / "tokenization"
QWEN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
O200K = "|".join([
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
PATTERNS = [
    QWEN, QWEN.replace(r"|\p{N}|", r"|\p{N}{1,3}|"), O200K, r"\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+",
    r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"a*?b|(?>a+)c|\bfoo\B", r"(?<!x)y+|(?<=x)z", r"[^\W\d]+|\d{2,}?", r"(ab|a)(bc|c)?", r"(?:a|b|ab)*+c|.", r"^\w|\w$", r"[[:alpha:]&&[^aeiou]]+", r"(?i)stra|K", r"\x41\u4e2d?|\x{1F600}",
]
TEXTS = [
    "", "Hello world's 12345 tests!!\n\n  ok", "I'M he'LL it'ſ don't ''s", "  \n\n  a  \r\n\tb", "钟离来自什么国家？123岁", "aab aaac ac foobar foo", "xyyz yz xz",
    "abc abcc aabbc", "STRASSE straße K k K", "A中 AB 😀é", "x  　y\u0085z\u200b\u1680", "…——“quoted”(paren) [b] _under_ $5 ٣٤ Ⅳ½", "ÀÉ ǅ ʰ 한국어 हिन्दी ไทย e\u0301",
    "line1\nline2\r\nline3", "a/b//c\\d\n/", "'", "' s", " '", "\t\t x", "word" * 12, "a" * 40, "1 22 333 4444 55555",
]


def random_texts(count):
    chooser = random.Random(7)
    letters = list("ab x'sS1２\n\r\t .,!中文éß😀́_-/") + ["  ", "'ll", "\u3000"]
    return ["".join(chooser.choices(letters, k=chooser.randint(1, 24))) for _ in range(count)]


def pieces(pre_tokenizer, text):
    return [[piece, list(span)] for piece, span in pre_tokenizer.pre_tokenize_str(text)]


def splits():
    from tokenizers import Regex
    cases = []
    texts = TEXTS + random_texts(60)
    for pattern in PATTERNS:
        for behavior, invert in [("isolated", False)] if pattern != PATTERNS[3] else [(b, i) for b in ("isolated", "removed", "contiguous", "merged_with_previous", "merged_with_next") for i in (False, True)]:
            step = pre_tokenizers.Split(Regex(pattern), behavior, invert)
            cases.append((step, texts))
    cases += [(pre_tokenizers.Split(" ", "merged_with_previous"), texts), (pre_tokenizers.Digits(True), texts), (pre_tokenizers.Digits(False), texts), (pre_tokenizers.Punctuation(), texts), (pre_tokenizers.Whitespace(), texts), (pre_tokenizers.WhitespaceSplit(), texts), (pre_tokenizers.Metaspace(prepend_scheme="always"), texts), (pre_tokenizers.Metaspace(prepend_scheme="never", split=False), texts), (pre_tokenizers.ByteLevel(add_prefix_space=True, use_regex=True), texts), (pre_tokenizers.Sequence([pre_tokenizers.Digits(True), pre_tokenizers.ByteLevel(add_prefix_space=True, use_regex=True)]), texts)]
    rows = []
    for step, given in cases:
        spec = json.loads(step.__getstate__())
        rows.append({"pre_tokenizer": spec, "cases": [{"text": text, "pieces": pieces(step, text)} for text in given]})
    return rows


def normal():
    from tokenizers import Regex
    steps = [normalizers.NFC(), normalizers.NFD(), normalizers.Lowercase(), normalizers.Prepend("▁"), normalizers.Replace(" ", "▁"), normalizers.Replace(Regex(r"\s{2,}"), " "), normalizers.Strip(), normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase(), normalizers.Prepend("▁")])]
    texts = TEXTS + random_texts(40) + ["e\u0301\u0323 a\u0323\u0301", "\u1100\u1161\u11a8 각 \u212b \u0958", "q\u0307\u0323", "ộ o\u0302\u0323", "İI", "\u0344 \u0f73"]
    return [{"normalizer": json.loads(step.__getstate__()), "cases": [{"text": text, "normalized": step.normalize_str(text)} for text in texts]} for step in steps]


def added():
    base = json.loads((FIXTURES / "tokenizer-tiny/tokenizer.json").read_text())
    base["added_tokens"] = []
    tokenizer = Tokenizer.from_str(json.dumps(base))
    tokens = [AddedToken("<a>", lstrip=True), AddedToken("<b>", rstrip=True, normalized=False), AddedToken("word", single_word=True), AddedToken("É", normalized=True), AddedToken("<a><b>", special=True, normalized=False), AddedToken("<s>", lstrip=True, rstrip=True, normalized=False), AddedToken("  ", normalized=False)]
    tokenizer.add_tokens(tokens)
    texts = ["x <a> y", "x  <a>  y", "x <b>  \n y", "word", "words word, sword 中word word_", "e\u0301 É", "<a><b>", "<a> <b><a><b>", " <s> <s>  a", "a    b", "<a", "  <a>", "<b>  <a>"]
    parts = ["<a>", "<b>", "word", " ", "  ", "e\u0301", "<s>", "x", "中", "\n"]
    chooser = random.Random(3)
    texts += ["".join(chooser.choices(parts, k=chooser.randint(1, 9))) for _ in range(120)]
    rows = []
    for text in texts:
        encoding = tokenizer.encode(text, add_special_tokens=False)
        rows.append({"text": text, "ids": encoding.ids, "offsets": [list(span) for span in encoding.offsets], "decoded": tokenizer.decode(encoding.ids, skip_special_tokens=False)})
    spec = json.loads(tokenizer.to_str())
    return {"added_tokens": spec["added_tokens"], "cases": rows}


def fallback():
    """A SentencePiece-like model: characters, byte fallback, spaces as U+2581."""
    words = ["▁the", "▁th", "th", "he", "▁t", "▁a", "an", "ab", "aba", "中文"]
    chars = sorted(set("".join(words)) | set("abcdefgh")) 
    vocab = {"<unk>": 0, "<s>": 1, "</s>": 2}
    for byte in range(256): vocab[f"<0x{byte:02X}>"] = len(vocab)
    for char in chars: vocab[char] = len(vocab)
    merges = [("▁", "t"), ("▁t", "h"), ("▁th", "e"), ("t", "h"), ("h", "e"), ("▁", "a"), ("a", "n"), ("a", "b"), ("ab", "a"), ("中", "文")]
    for left, right in merges: vocab.setdefault(left + right, len(vocab))
    tokenizer = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    tokenizer.add_special_tokens(["<s>", "</s>"])
    rows = []
    for text in ["the thing", "a ban aba abab", "中文字", "<s>the</s> the", "é😀z", "", " ", "the  the"] + random_texts(60):
        encoding = tokenizer.encode(text, add_special_tokens=False)
        rows.append({"text": text, "ids": encoding.ids, "decoded": tokenizer.decode(encoding.ids)})
    rows.append({"text": None, "ids": [3 + 0xE4, 3 + 0xB8], "decoded": tokenizer.decode([3 + 0xE4, 3 + 0xB8])})
    return {"tokenizer": json.loads(tokenizer.to_str()), "cases": rows}


def trained():
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(FIXTURES / "tokenizer-tiny"))
    rows = [message["content"] for line in open(FIXTURES / "article/train.jsonl") for message in json.loads(line)["messages"]]
    result = []
    for size, frequency in [(500, 0), (400, 5)]:
        new = tokenizer.train_new_from_iterator(rows, size, min_frequency=frequency, new_special_tokens=["<new>"])
        spec = json.loads(new.backend_tokenizer.to_str())
        tokens = [None] * len(new)
        for token, at in spec["model"]["vocab"].items(): tokens[at] = token
        result.append({"vocab_size": size, "min_frequency": frequency, "tokens": tokens, "merges": spec["model"]["merges"], "ids": [[row, new.encode(row)] for row in rows[:20]]})
    return result


def printed():
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(FIXTURES / "tokenizer-tiny"))
    tokenizer.name_or_path = "tiny"
    first = repr(tokenizer)
    tokenizer.add_special_tokens({"additional_special_tokens": ["<｜User｜>", "<｜Assistant｜>"]})
    tokenizer.add_special_tokens({"pad_token": "<|pad|>"})
    return {"fresh": first, "article": repr(tokenizer)}


def main():
    OUT.mkdir(exist_ok=True)
    for name, make in [("splits", splits), ("normalized", normal), ("added", added), ("fallback", fallback), ("trained", trained), ("printed", printed)]:
        (OUT / f"{name}.json").write_text(json.dumps(make(), ensure_ascii=False, separators=(",", ":")) + "\n")


main()
