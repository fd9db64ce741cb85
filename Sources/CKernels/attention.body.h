// Scores against several keys, weighted sums of values, and their transposes, for one query.

static void dots(float *out, const float *query, const float *rows, ptrdiff_t stride, ptrdiff_t count,
                 ptrdiff_t size, float scale) {
  ptrdiff_t j = 0;
  for (; j + 4 <= count; j += 4) {
    const float *row = rows + j * stride;
    floats s0 = all(0), s1 = all(0), s2 = all(0), s3 = all(0);
    for (ptrdiff_t i = 0; i < size; i += 16) {
      floats q = load_some(query + i, size - i);
      s0 += q * load_some(row + i, size - i);
      s1 += q * load_some(row + stride + i, size - i);
      s2 += q * load_some(row + 2 * stride + i, size - i);
      s3 += q * load_some(row + 3 * stride + i, size - i);
    }
    out[j] = scale * sum(s0);
    out[j + 1] = scale * sum(s1);
    out[j + 2] = scale * sum(s2);
    out[j + 3] = scale * sum(s3);
  }
  for (; j < count; j++) {
    floats s = all(0);
    for (ptrdiff_t i = 0; i < size; i += 16)
      s += load_some(query + i, size - i) * load_some(rows + j * stride + i, size - i);
    out[j] = scale * sum(s);
  }
}

static void weighted_sum(float *out, const float *weights, const float *rows, ptrdiff_t stride, ptrdiff_t count,
                         ptrdiff_t size, int accumulate) {
  ptrdiff_t i = 0;
  for (; i + 64 <= size; i += 64) {
    floats s0 = all(0), s1 = all(0), s2 = all(0), s3 = all(0);
    for (ptrdiff_t j = 0; j < count; j++) {
      const float *row = rows + j * stride + i;
      floats w = all(weights[j]);
      s0 += w * load(row);
      s1 += w * load(row + 16);
      s2 += w * load(row + 32);
      s3 += w * load(row + 48);
    }
    if (accumulate) s0 += load(out + i), s1 += load(out + i + 16), s2 += load(out + i + 32), s3 += load(out + i + 48);
    store(out + i, s0);
    store(out + i + 16, s1);
    store(out + i + 32, s2);
    store(out + i + 48, s3);
  }
  for (; i < size; i += 16) {
    floats s = all(0);
    for (ptrdiff_t j = 0; j < count; j++) s += weights[j] * load_some(rows + j * stride + i, size - i);
    if (accumulate) s += load_some(out + i, size - i);
    store_some(out + i, s, size - i);
  }
}

static void spread(float *rows, const float *weights, const float *x, ptrdiff_t stride, ptrdiff_t count,
                   ptrdiff_t size) {
  for (ptrdiff_t i = 0; i < size; i += 16) {
    floats v = load_some(x + i, size - i);
    for (ptrdiff_t j = 0; j < count; j++) {
      float *row = rows + j * stride + i;
      store_some(row, load_some(row, size - i) + weights[j] * v, size - i);
    }
  }
}
