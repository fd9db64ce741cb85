"""Records gradients of all parameters of the tiny model for its left-padded batch, by a plain float64 model in numpy.

transformers' own recorded loss and gradients (Tests/Fixtures/forward) also count two labels that only padding could
predict, from hidden states that attend to everything; Tunebook passes them over. The same plain model, told to count
them, reproduces transformers' gradients (asserted below); told not to, it says what Tunebook's must be.

Needs python3 and numpy. Writes Tests/Fixtures/language-models/padded-gradients.json and rotary.json.
"""

import json
import math
import os
import struct

import numpy as np

FIXTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Fixtures")


def safetensors(name):
    data = open(os.path.join(FIXTURES, name), "rb").read()
    length = struct.unpack("<Q", data[:8])[0]
    out = {}
    for key, entry in json.loads(data[8 : 8 + length]).items():
        if key == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        values = np.frombuffer(data[8 + length + begin : 8 + length + end], np.float32)
        out[key] = values.reshape(entry["shape"]).astype(np.float64)
    return out


def norm(x, w, eps):
    inverse = 1 / np.sqrt((x * x).mean(-1, keepdims=True) + eps)
    return x * inverse * w, inverse


def norm_backward(dy, x, inverse, w):
    n = x * inverse
    dn = dy * w
    return inverse * (dn - n * (dn * n).mean(-1, keepdims=True)), (dy * n).sum(0)


def turn(x, cos, sin, back=False):
    half = x.shape[-1] // 2
    a, b = x[..., :half], x[..., half:]
    sin = -sin if back else sin
    return np.concatenate([a * cos - b * sin, b * cos + a * sin], -1)


def gradients(weights, config, ids, mask, labels, counts_padding):
    """The loss, and the gradient of each weight; `mask` is 0 for padding."""
    grads = {k: np.zeros_like(v) for k, v in weights.items()}
    H, K = config["num_attention_heads"], config["num_key_value_heads"]
    D = config["hidden_size"] // H
    eps = config["rms_norm_eps"]
    rows = []
    total = 0
    for row in range(len(ids)):
        for t in range(len(ids[row]) - 1):
            if labels[row][t + 1] != -100 and (counts_padding or mask[row][t]):
                total += 1
    loss = 0.0
    for row in range(len(ids)):
        T = len(ids[row])
        frequency = config["rope_theta"] ** (-2.0 * np.arange(D // 2) / D)
        angle = np.arange(T)[:, None, None] * frequency
        cos, sin = np.cos(angle), np.sin(angle)
        allowed = np.tril(np.ones((T, T), bool)) & (np.array(mask[row]) != 0)[None, :]
        # A query that may see nothing gets the same score everywhere, and so sees everything.
        allowed[~allowed.any(1)] = True
        flat = ~(np.tril(np.ones((T, T), bool)) & (np.array(mask[row]) != 0)[None, :]).any(1)
        x = weights["model.embed_tokens.weight"][ids[row]]
        saved = []
        for layer in range(config["num_hidden_layers"]):
            p = f"model.layers.{layer}."
            w = lambda n: weights[p + n]
            n1, i1 = norm(x, w("input_layernorm.weight"), eps)
            q = (n1 @ w("self_attn.q_proj.weight").T + w("self_attn.q_proj.bias")).reshape(T, H, D)
            k = (n1 @ w("self_attn.k_proj.weight").T + w("self_attn.k_proj.bias")).reshape(T, K, D)
            v = (n1 @ w("self_attn.v_proj.weight").T + w("self_attn.v_proj.bias")).reshape(T, K, D)
            q, k = turn(q, cos, sin), turn(k, cos, sin)
            kr, vr = np.repeat(k, H // K, 1), np.repeat(v, H // K, 1)
            score = np.einsum("thd,shd->hts", q, kr) / math.sqrt(D)
            score = np.where(allowed[None], score, -np.inf)
            score[:, flat] = 0
            prob = np.exp(score - score.max(-1, keepdims=True))
            prob /= prob.sum(-1, keepdims=True)
            o = np.einsum("hts,shd->thd", prob, vr).reshape(T, H * D)
            h = x + o @ w("self_attn.o_proj.weight").T
            n2, i2 = norm(h, w("post_attention_layernorm.weight"), eps)
            g, u = n2 @ w("mlp.gate_proj.weight").T, n2 @ w("mlp.up_proj.weight").T
            s = 1 / (1 + np.exp(-g))
            m = g * s * u
            y = h + m @ w("mlp.down_proj.weight").T
            saved.append((x, n1, i1, q, k, v, prob, o, h, n2, i2, g, u, s, m))
            x = y
        final, fi = norm(x, weights["model.norm.weight"], eps)
        logits = final @ weights["lm_head.weight"].T
        dlogits = np.zeros_like(logits)
        for t in range(T - 1):
            label = labels[row][t + 1]
            if label == -100 or not (counts_padding or mask[row][t]):
                continue
            e = np.exp(logits[t] - logits[t].max())
            e /= e.sum()
            loss -= math.log(e[label]) / total
            dlogits[t] = e / total
            dlogits[t, label] -= 1 / total
        grads["lm_head.weight"] += dlogits.T @ final
        dx, dw = norm_backward(dlogits @ weights["lm_head.weight"], x, fi, weights["model.norm.weight"])
        grads["model.norm.weight"] += dw
        for layer in reversed(range(config["num_hidden_layers"])):
            p = f"model.layers.{layer}."
            w = lambda n: weights[p + n]

            def add(name, value):
                grads[p + name] += value

            x, n1, i1, q, k, v, prob, o, h, n2, i2, g, u, s, m = saved[layer]
            add("mlp.down_proj.weight", dx.T @ m)
            dm = dx @ w("mlp.down_proj.weight")
            dg, du = dm * u * (s + g * s * (1 - s)), dm * g * s
            add("mlp.gate_proj.weight", dg.T @ n2)
            add("mlp.up_proj.weight", du.T @ n2)
            dn2 = dg @ w("mlp.gate_proj.weight") + du @ w("mlp.up_proj.weight")
            dh, dw = norm_backward(dn2, h, i2, w("post_attention_layernorm.weight"))
            add("post_attention_layernorm.weight", dw)
            dh = dh + dx
            add("self_attn.o_proj.weight", dh.T @ o)
            do = (dh @ w("self_attn.o_proj.weight")).reshape(T, H, D)
            kr, vr = np.repeat(k, H // K, 1), np.repeat(v, H // K, 1)
            dprob = np.einsum("thd,shd->hts", do, vr)
            mean = (dprob * prob).sum(-1, keepdims=True)
            # torch's backward pass computes such a row's probabilities anew from a sum that float32 cannot hold
            # (-3.4e38 + log T): it gets 1 for each key instead of 1 / T.
            prob = np.where(flat[None, :, None], 1, prob)
            dvr = np.einsum("hts,thd->shd", prob, do)
            dscore = prob * (dprob - mean) / math.sqrt(D)
            dq = turn(np.einsum("hts,shd->thd", dscore, kr), cos, sin, back=True).reshape(T, -1)
            dkr = np.einsum("hts,thd->shd", dscore, q)
            dk = turn(dkr.reshape(T, K, H // K, D).sum(2), cos, sin, back=True).reshape(T, -1)
            dv = dvr.reshape(T, K, H // K, D).sum(2).reshape(T, -1)
            dn1 = 0
            for name, d in (("q", dq), ("k", dk), ("v", dv)):
                add(f"self_attn.{name}_proj.weight", d.T @ n1)
                add(f"self_attn.{name}_proj.bias", d.sum(0))
                dn1 = dn1 + d @ w(f"self_attn.{name}_proj.weight")
            dx1, dw = norm_backward(dn1, x, i1, w("input_layernorm.weight"))
            add("input_layernorm.weight", dw)
            dx = dh + dx1
        np.add.at(grads["model.embed_tokens.weight"], ids[row], dx)
    return loss, grads


def record_gradients():
    weights = safetensors("models/tiny-untied/model.safetensors")
    config = json.load(open(os.path.join(FIXTURES, "models/tiny-untied/config.json")))
    case = json.load(open(os.path.join(FIXTURES, "forward/tiny-untied.json")))["padded"]
    batch = case["input_ids"], case["attention_mask"], case["labels"]
    loss, grads = gradients(weights, config, *batch, counts_padding=True)
    theirs = safetensors("forward/tiny-untied.padded-grads.safetensors")
    assert abs(loss - case["loss"]) < 1e-5, (loss, case["loss"])
    worst = max(abs(grads[k] - v).max() / abs(v).max() for k, v in theirs.items())
    assert worst < 1e-4 and grads.keys() == theirs.keys(), worst
    loss, grads = gradients(weights, config, *batch, counts_padding=False)
    parameters = {}
    for key in sorted(grads):
        g = grads[key].ravel()
        step = max(1, len(g) // 61)
        parameters[key] = {
            "norm": float(np.sqrt((g * g).sum())), "largest": float(abs(g).max()), "step": step,
            "values": [float(f"{x:.9g}") for x in g[::step]],
        }
    out = {"loss": loss, "worst_against_transformers": worst, "parameters": parameters}
    write("padded-gradients.json", out)
    print(f"plain model against transformers: {worst:.1e}")


def rotary(config, D):
    """The rules of transformers' modeling_rope_utils.py, written anew."""
    theta, s = config["rope_theta"], config["rope_scaling"]
    plain = [theta ** (-2 * i / D) for i in range(D // 2)]
    kind = s.get("rope_type", s.get("type"))
    if kind == "linear":
        return [f / s["factor"] for f in plain], 1.0
    L = s["original_max_position_embeddings"]
    if kind == "llama3":
        out = []
        for f in plain:
            wavelength = 2 * math.pi / f
            if wavelength < L / s["high_freq_factor"]:
                out.append(f)
            elif wavelength > L / s["low_freq_factor"]:
                out.append(f / s["factor"])
            else:
                smooth = (L / wavelength - s["low_freq_factor"]) / (s["high_freq_factor"] - s["low_freq_factor"])
                out.append((1 - smooth) * f / s["factor"] + smooth * f)
        return out, 1.0
    find = lambda turns: D * math.log(L / (turns * 2 * math.pi)) / (2 * math.log(theta))
    low, high = max(math.floor(find(s.get("beta_fast", 32))), 0), min(math.ceil(find(s.get("beta_slow", 1))), D - 1)
    out = []
    for i, f in enumerate(plain):
        keep = 1 - min(max((i - low) / (high - low), 0), 1)
        out.append(f / s["factor"] * (1 - keep) + f * keep)
    return out, 0.1 * math.log(s["factor"]) + 1


def record_rotary():
    cases = []
    for theta, scaling in (
        (10000.0, {"type": "linear", "factor": 4.0}),
        (500000.0, {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}),
        (1000000.0, {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}),
    ):
        frequencies, amplitude = rotary({"rope_theta": theta, "rope_scaling": scaling}, 64)
        cases.append({"rope_theta": theta, "rope_scaling": scaling, "head_size": 64, "amplitude": amplitude, "frequencies": frequencies})
    write("rotary.json", cases)


def write(name, value):
    with open(os.path.join(FIXTURES, "language-models", name), "w") as file:
        json.dump(value, file, indent=1)
        file.write("\n")


record_gradients()
record_rotary()
