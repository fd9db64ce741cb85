"""llama.cpp on one file, without what would round: keys and values in single precision, one thread."""
import ctypes

import llama_cpp
import numpy as np


@llama_cpp.llama_log_callback
def silent(level, text, data):
    pass


llama_cpp.llama_log_set(silent, ctypes.c_void_p())


class LlamaFile:
    def __init__(self, path):
        self.model = llama_cpp.Llama(
            path, n_ctx=256, n_batch=256, n_threads=1, n_threads_batch=1, logits_all=True, verbose=False,
            type_k=llama_cpp.GGML_TYPE_F32, type_v=llama_cpp.GGML_TYPE_F32)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.model.close()

    def tokenize(self, text):
        """The ids, with the begin token where the file says that there is one."""
        return self.model.tokenize(text.encode(), add_bos=True, special=True)

    def greedy(self, prompt, count):
        """Prompt and likeliest tokens."""
        ids = list(prompt)
        self.model.reset()
        self.model.eval(prompt)
        while len(ids) < len(prompt) + count:
            ids.append(int(np.argmax(self.model.scores[len(ids) - 1])))
            if len(ids) < len(prompt) + count:
                self.model.eval(ids[-1:])
        return ids

    def scores(self, ids):
        """The logits after each id."""
        self.model.reset()
        self.model.eval(ids)
        return self.model.scores[: len(ids)].copy()

    def text(self, ids, special):
        """The bytes of ids, special tokens written out or left out."""
        return self.model.detokenize(ids, special=special)
