// Loops over the features of one token: sums, norm, gate, rotation, loss.

static void add(float *y, const float *a, const float *b, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + 16 <= count; i += 16) store(y + i, load(a + i) + load(b + i));
  for (; i < count; i++) y[i] = a[i] + b[i];
}

static void add_scaled(float *y, const float *x, float scale, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i += 16)
    store_some(y + i, load_some(y + i, count - i) + scale * load_some(x + i, count - i), count - i);
}

static float rms_norm(float *y, const float *x, const float *weight, float epsilon, ptrdiff_t features) {
  floats squares = all(0);
  for (ptrdiff_t i = 0; i < features; i += 16) {
    floats v = load_some(x + i, features - i);
    squares += v * v;
  }
  float inverse = 1 / __builtin_sqrtf(sum(squares) / (float)features + epsilon);
  for (ptrdiff_t i = 0; i < features; i += 16)
    store_some(y + i, load_some(x + i, features - i) * inverse * load_some(weight + i, features - i), features - i);
  return inverse;
}

// With g = dy * weight and n = x * inverse: dx = inverse * (g - n * mean(g * n)).
static void rms_norm_backward(float *dx, int accumulate, const float *dy, const float *x, float inverse,
                              const float *weight, ptrdiff_t features) {
  floats dots = all(0);
  for (ptrdiff_t i = 0; i < features; i += 16) {
    ptrdiff_t left = features - i;
    dots += load_some(dy + i, left) * load_some(weight + i, left) * load_some(x + i, left);
  }
  float factor = sum(dots) / (float)features * inverse * inverse;
  for (ptrdiff_t i = 0; i < features; i += 16) {
    ptrdiff_t left = features - i;
    floats v = inverse * (load_some(dy + i, left) * load_some(weight + i, left) - load_some(x + i, left) * factor);
    if (accumulate) v += load_some(dx + i, left);
    store_some(dx + i, v, left);
  }
}

/// The activation and its derivative at x.
INLINE floats activation(floats x, kernel_activation kind, floats *slope) {
  if (kind == kernel_silu) {
    floats s = 1.0f / (1.0f + exponential(-x));
    *slope = s * (1.0f + x * (1.0f - s));
    return x * s;
  }
  const floats a = all(0.7978845608f), b = all(0.044715f);  // sqrt(2 / pi)
  floats inner = a * (x + b * x * x * x);
  floats t = 1.0f - 2.0f / (exponential(2.0f * inner) + 1.0f);
  *slope = 0.5f * (1.0f + t) + 0.5f * x * (1.0f - t * t) * a * (1.0f + 3.0f * b * x * x);
  return 0.5f * x * (1.0f + t);
}

static void gated(float *y, const float *gate, const float *up, ptrdiff_t count, kernel_activation kind) {
  for (ptrdiff_t i = 0; i < count; i += 16) {
    floats slope, v = activation(load_some(gate + i, count - i), kind, &slope);
    store_some(y + i, v * load_some(up + i, count - i), count - i);
  }
}

static void gated_backward(float *dgate, int accumulate_gate, float *dup, int accumulate_up, const float *dy,
                           const float *gate, const float *up, ptrdiff_t count, kernel_activation kind) {
  for (ptrdiff_t i = 0; i < count; i += 16) {
    ptrdiff_t left = count - i;
    floats slope, v = activation(load_some(gate + i, left), kind, &slope), d = load_some(dy + i, left);
    if (dgate) {
      floats g = d * load_some(up + i, left) * slope;
      store_some(dgate + i, accumulate_gate ? load_some(dgate + i, left) + g : g, left);
    }
    if (dup) {
      floats u = d * v;
      store_some(dup + i, accumulate_up ? load_some(dup + i, left) + u : u, left);
    }
  }
}

/// Rotates one token's heads: (a, b) -> (a cos - b sin, b cos + a sin), sign -1 turns back.
static void rotate(float *y, const float *x, ptrdiff_t heads, ptrdiff_t head_size, const float *cosines,
                   const float *sines, float sign, int accumulate) {
  ptrdiff_t half = head_size / 2;
  for (ptrdiff_t head = 0; head < heads; head++, x += head_size, y += head_size)
    for (ptrdiff_t i = 0; i < half; i += 16) {
      ptrdiff_t left = half - i;
      floats c = load_some(cosines + i, left), s = sign * load_some(sines + i, left);
      floats a = load_some(x + i, left), b = load_some(x + half + i, left);
      floats first = a * c - b * s, second = b * c + a * s;
      if (accumulate) {
        first += load_some(y + i, left);
        second += load_some(y + half + i, left);
      }
      store_some(y + i, first, left);
      store_some(y + half + i, second, left);
    }
}

/// Turns scores into exp(score - offset), returns their sum; an infinite offset becomes the largest score first.
static float exponentials(float *scores, ptrdiff_t count, float *offset) {
  if (*offset == __builtin_inff()) {
    floats best = all(-__builtin_inff());
    ptrdiff_t i = 0;
    for (; i + 16 <= count; i += 16) best = larger(best, load(scores + i));
    float top = largest(best);
    for (; i < count; i++) top = scores[i] > top ? scores[i] : top;
    *offset = top;
  }
  floats total = all(0);
  for (ptrdiff_t i = 0; i < count; i += 16) {
    floats e = exponential(load_some(scores + i, count - i) - *offset);
    store_some(scores + i, e, count - i);
    total += load_some(scores + i, count - i);
  }
  return sum(total);
}

static double cross_entropy(float *logits, ptrdiff_t vocabulary, int32_t label, float gradient_scale, int32_t *best) {
  float top = logits[0];
  int32_t index = 0;
  floats block_best = all(-__builtin_inff());
  ptrdiff_t i = 0;
  for (; i + 16 <= vocabulary; i += 16) block_best = larger(block_best, load(logits + i));
  float high = largest(block_best);
  for (; i < vocabulary; i++) high = logits[i] > high ? logits[i] : high;
  top = high;
  for (floats wanted = all(top); index + 16 <= vocabulary; index += 16) {
    ints same = load(logits + index) == wanted;
    int32_t any = 0;
    for (int lane = 0; lane < 16; lane++) any |= same[lane];
    if (any) break;
  }
  while (index < vocabulary - 1 && logits[index] != top) index++;
  *best = index;
  float wanted = logits[label];
  double total = 0;
  if (gradient_scale == 0) {
    for (ptrdiff_t begin = 0; begin < vocabulary; begin += 4096) {
      floats part = all(0);
      ptrdiff_t end = begin + 4096 < vocabulary ? begin + 4096 : vocabulary;
      for (i = begin; i < end; i += 16) {
        floats e = exponential(load_some(logits + i, end - i) - top);
        if (end - i < 16) e = load_some((const float *)&e, end - i);
        part += e;
      }
      total += sum(part);
    }
    return __builtin_log(total) - ((double)wanted - top);
  }
  for (ptrdiff_t begin = 0; begin < vocabulary; begin += 4096) {
    ptrdiff_t count = vocabulary - begin < 4096 ? vocabulary - begin : 4096;
    float offset = top;
    total += exponentials(logits + begin, count, &offset);
  }
  float factor = (float)(gradient_scale / total);
  for (i = 0; i < vocabulary; i += 16)
    store_some(logits + i, load_some(logits + i, vocabulary - i) * factor, vocabulary - i);
  logits[label] -= gradient_scale;
  return __builtin_log(total) - ((double)wanted - top);
}
