// Products with a few rows that are long: what low-rank adapters need. One side is read once, where it lies; the other
// stays in registers and the nearest cache.

#if LANES == 16
#define PROJECTED_TOKENS 3
#define PROJECTED_ROWS 8
#define GATHERED_TOKENS 3
#else
#define PROJECTED_TOKENS 2
#define PROJECTED_ROWS 4
#define GATHERED_TOKENS 1
#endif

INLINE float sum_lanes(lanes v) {
  float parts[LANES], total = 0;
  memcpy(parts, &v, sizeof v);
  for (int half = LANES / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) parts[i] += parts[i + half];
  return total + parts[0];
}

INLINE lanes load_lanes(const float *p) { return *(const loose_lanes *)p; }

INLINE void project_block(const int tokens, const int rows, const project_call *call, ptrdiff_t token, ptrdiff_t row) {
  const float *x = call->x + token * call->features, *a = call->a + row * call->features;
  lanes sums[PROJECTED_TOKENS][PROJECTED_ROWS];
#pragma clang loop unroll(full)
  for (int t = 0; t < tokens; t++)
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) sums[t][r] = (lanes){0};
  ptrdiff_t c = 0;
  for (; c + LANES <= call->features; c += LANES) {
    lanes v[PROJECTED_TOKENS];
#pragma clang loop unroll(full)
    for (int t = 0; t < tokens; t++) v[t] = load_lanes(x + t * call->features + c);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      lanes w = load_lanes(a + r * call->features + c);
#pragma clang loop unroll(full)
      for (int t = 0; t < tokens; t++) sums[t][r] += v[t] * w;
    }
  }
#pragma clang loop unroll(full)
  for (int t = 0; t < tokens; t++)
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      float total = sum_lanes(sums[t][r]);
      for (ptrdiff_t rest = c; rest < call->features; rest++)
        total += x[t * call->features + rest] * a[r * call->features + rest];
      call->y[(token + t) * call->rank + row + r] = call->scale * total;
    }
}

INLINE void project_tokens(const int tokens, const project_call *call, ptrdiff_t token) {
  ptrdiff_t row = 0;
  for (; row + PROJECTED_ROWS <= call->rank; row += PROJECTED_ROWS) project_block(tokens, PROJECTED_ROWS, call, token, row);
  for (; row < call->rank; row++) project_block(tokens, 1, call, token, row);
}

/// y[t, r] = scale * (x[t, :] . a[r, :]) for some tokens.
static void project(const project_call *call, ptrdiff_t token, ptrdiff_t end) {
  for (; token + PROJECTED_TOKENS <= end; token += PROJECTED_TOKENS) project_tokens(PROJECTED_TOKENS, call, token);
  for (; token < end; token++) project_tokens(1, call, token);
}

INLINE void gather_block(const int tokens, const gather_call *call, ptrdiff_t token, ptrdiff_t row, ptrdiff_t begin,
                         ptrdiff_t end) {
  const ptrdiff_t features = call->features;
  const float *x = call->x + token * features, *p = call->p + token * call->rank + row;
  float *g = call->g + row * features;
  lanes factors[GATHERED_TOKENS][8];
#pragma clang loop unroll(full)
  for (int t = 0; t < tokens; t++)
#pragma clang loop unroll(full)
    for (int r = 0; r < 8; r++) factors[t][r] = (lanes){0} + p[t * call->rank + r];
  ptrdiff_t c = begin;
  for (; c + LANES <= end; c += LANES) {
    lanes v[GATHERED_TOKENS];
#pragma clang loop unroll(full)
    for (int t = 0; t < tokens; t++) v[t] = load_lanes(x + t * features + c);
#pragma clang loop unroll(full)
    for (int r = 0; r < 8; r++) {
      lanes total = load_lanes(g + r * features + c);
#pragma clang loop unroll(full)
      for (int t = 0; t < tokens; t++) total += factors[t][r] * v[t];
      *(loose_lanes *)(g + r * features + c) = total;
    }
  }
  for (; c < end; c++)
    for (int r = 0; r < 8; r++)
      for (int t = 0; t < tokens; t++) g[r * features + c] += p[t * call->rank + r] * x[t * features + c];
}

/// g[r, c] += the sum over tokens, in their order, of p[t, r] * x[t, c], for some columns.
static void gather_outer(const gather_call *call, ptrdiff_t begin, ptrdiff_t end) {
  ptrdiff_t row = 0;
  for (; row + 8 <= call->rank; row += 8) {
    ptrdiff_t token = 0;
    for (; token + GATHERED_TOKENS <= call->tokens; token += GATHERED_TOKENS)
      gather_block(GATHERED_TOKENS, call, token, row, begin, end);
    for (; token < call->tokens; token++) gather_block(1, call, token, row, begin, end);
  }
  for (; row < call->rank; row++)
    for (ptrdiff_t token = 0; token < call->tokens; token++) {
      const float factor = call->p[token * call->rank + row], *x = call->x + token * call->features;
      float *g = call->g + row * call->features;
      for (ptrdiff_t c = begin; c < end; c++) g[c] += factor * x[c];
    }
}
