"""Small models of each family with random weights, and tokenizers of both kinds, made by transformers."""
import os

import torch
import transformers

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))

SENTENCES = [
    "The capital of France is Paris, isn't it?", "你好，世界。今天天气很好！", "def add(a, b):\n    return a + b\n",
    "  two  spaces, 12345 and\ttabs\r\n\n end", "naïve café — ça va? I'll see; DON'T", "Привет мир 🙂👍🏽 ไทย 한국어", "",
    "x = {'a': [1, 2.5e-3]}; // <b>ok</b>", "a" * 300, "   ", "\n\n\n", "<s>not</s> special? <|im_end|>",
]

COMMON = dict(
    hidden_size=64, intermediate_size=96, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2,
    max_position_embeddings=256)

# For each family: what differs in its configuration, and the kind of tokenizer that its models have.
FAMILIES = {
    "qwen2": (dict(model_type="qwen2", vocab_size=704), "bytes"),
    "qwen2 tied": (dict(model_type="qwen2", vocab_size=704, tie_word_embeddings=True), "bytes"),
    "qwen2 with yarn": (
        dict(model_type="qwen2", vocab_size=704, rope_scaling=dict(
            rope_type="yarn", factor=4.0, original_max_position_embeddings=64)), "bytes"),
    "qwen3": (dict(model_type="qwen3", vocab_size=704, head_dim=32), "bytes"),
    "llama": (dict(model_type="llama", vocab_size=704), "pieces"),
    "llama with llama3 rope": (
        dict(model_type="llama", vocab_size=704, rope_theta=500000.0, rope_scaling=dict(
            rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
            original_max_position_embeddings=64)), "pieces"),
    "llama with linear rope": (
        dict(model_type="llama", vocab_size=704, rope_scaling=dict(rope_type="linear", factor=2.0)), "pieces"),
    "mistral": (dict(model_type="mistral", vocab_size=704, sliding_window=8), "pieces"),
    "gemma3": (
        dict(model_type="gemma3_text", vocab_size=704, head_dim=32, num_hidden_layers=7, sliding_window=8,
             query_pre_attn_scalar=32, sliding_window_pattern=6), "pieces"),
}


def make_model(family):
    """A model with random weights: norms around what leaves numbers as they are, biases too."""
    options = COMMON | FAMILIES[family][0]
    kind = options.pop("model_type")
    configuration = transformers.AutoConfig.for_model(kind, **options)
    model = transformers.AutoModelForCausalLM.from_config(configuration, attn_implementation="eager")
    generator = torch.Generator().manual_seed(11)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if name.endswith("norm.weight"):
                parameter.add_(0.1 * noise)
            else:
                parameter.copy_(noise * (0.3 if "embed" in name else 0.15))
    return model.eval()


def byte_tokenizer():
    """The byte-level tokenizer of the test fixtures, whose pattern is Qwen's."""
    return transformers.AutoTokenizer.from_pretrained(os.path.join(ROOT, "Tests", "Fixtures", "tokenizer-tiny"))


def piece_tokenizer(folder):
    """A SentencePiece tokenizer with byte pieces, trained on this project's words."""
    import sentencepiece

    os.makedirs(folder, exist_ok=True)
    prefix = os.path.join(folder, "tokenizer")
    texts = [open(os.path.join(ROOT, name), encoding="utf-8").read() for name in ["README.md", "README.zh-CN.md"]]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([line for text in texts for line in text.splitlines()] + SENTENCES),
        model_prefix=prefix, model_type="bpe", vocab_size=700, byte_fallback=True, character_coverage=0.98,
        normalization_rule_name="identity", remove_extra_whitespaces=False, split_digits=True,
        allow_whitespace_only_pieces=True, minloglevel=2, num_threads=1)
    return transformers.LlamaTokenizerFast(vocab_file=prefix + ".model")
