// A few rows times lines of a weight, for AVX-512: sixteen lines are turned in registers and meet the rows there, so
// that the weight goes through the core once and nothing is written but the result. Sums run as the tiles' do, in the
// same order over the same blocks of depth: the bits are those of the product in panels.

/// Asks for the line that the next group of columns will read where this one is being read.
INLINE void ask_ahead(const few_call *call, const char *address) { __builtin_prefetch(address + call->ahead, 0, 2); }

/// Sixteen lines' words at depth k, turned: r[i] holds word i of each line. Lines beyond the last repeat it.
INLINE void load_turned(const kernel_element type, const int pairs, const int is_whole, const few_call *call,
                        ptrdiff_t line, ptrdiff_t k, ptrdiff_t depth, __m512i r[16]) {
  (void)pairs;
  ptrdiff_t size = type == kernel_float32 ? 4 : 2, stride = size * call->right_stride;
  ptrdiff_t last = call->columns - 1 - line;
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) {
    const char *source = (const char *)call->right + (line + (i < last ? i : last)) * stride;
    ask_ahead(call, source + size * k);
#ifdef STORE_BRAINS
    if (pairs) {
      r[i] = load_pairs(type, source, k, is_whole ? 32 : depth - k);
      continue;
    }
#endif
    __m512 v = load_elements(type, source, k, is_whole ? 0xFFFF : first_lanes(depth - k));
    r[i] = _mm512_castps_si512(call->rounds && type != kernel_bfloat16 ? rounded_lanes(v) : v);
  }
  turn(r);
}

/// sum + a * b, of pairs or of floats.
INLINE lanes summed(const int pairs, lanes sum, uint32_t a, __m512i b) {
  (void)pairs;
  __m512i left = _mm512_set1_epi32((int)a);
#ifdef STORE_BRAINS
  if (pairs) return (lanes)_mm512_dpbf16_ps((__m512)sum, (__m512bh)left, (__m512bh)b);
#endif
  return (lanes)_mm512_fmadd_ps(_mm512_castsi512_ps(left), _mm512_castsi512_ps(b), (__m512)sum);
}

/// Adds the sums of some columns, from `begin` to `end` of depth.
INLINE void few_sums(const kernel_element type, const int rows, const int pairs, const few_call *call,
                     ptrdiff_t column, ptrdiff_t begin, ptrdiff_t end, lanes sums[][TILE_VECTORS]) {
  const ptrdiff_t step = pairs ? 32 : 16, width = pairs ? 2 : 1;
  const uint32_t *left = (const uint32_t *)call->left + begin / width;
  ptrdiff_t k = begin;
  for (; k + step <= end; k += step, left += 16)
#pragma clang loop unroll(full)
    for (int v = 0; v < TILE_VECTORS; v++) {
      __m512i r[16];
      load_turned(type, pairs, 1, call, column + v * LANES, k, end, r);
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++)
#pragma clang loop unroll(full)
        for (int row = 0; row < rows; row++)
          sums[row][v] = summed(pairs, sums[row][v], left[row * call->left_stride + i], r[i]);
    }
  if (k == end) return;
  for (int v = 0; v < TILE_VECTORS; v++) {
    __m512i r[16];
    load_turned(type, pairs, 0, call, column + v * LANES, k, end, r);
    for (ptrdiff_t i = 0; i < (end - k + width - 1) / width; i++)
#pragma clang loop unroll(full)
      for (int row = 0; row < rows; row++)
        sums[row][v] = summed(pairs, sums[row][v], left[row * call->left_stride + i], r[i]);
  }
}

INLINE void few_columns(const kernel_element type, const int rows, const int pairs, const few_call *call) {
  tile_call store = {.result_stride = call->result_stride, .rows = rows, .scale = call->scale};
  for (ptrdiff_t column = 0; column < call->columns; column += TILE_COLUMNS) {
    ptrdiff_t left = call->columns - column;
    store.columns = (int)(left < TILE_COLUMNS ? left : TILE_COLUMNS);
    store.result = call->result + column;
    for (ptrdiff_t k = 0; k < call->depth; k += call->depth_block) {
      lanes sums[KERNEL_FEW_ROWS][TILE_VECTORS] = {0};
      ptrdiff_t end = k + call->depth_block < call->depth ? k + call->depth_block : call->depth;
      few_sums(type, rows, pairs, call, column, k, end, sums);
      store.start = k ? store.result : call->start ? call->start + column : NULL;
      store.start_stride = k ? call->result_stride : call->start_stride;
#pragma clang loop unroll(full)
      for (int row = 0; row < rows; row++) store_row(&store, row, sums[row]);
    }
  }
}

#define FEW_CASE(type, pairs, count) case count: few_columns(type, count, pairs, call); break;
#define FEW_ROWS(type, pairs)                                                                               \
  switch (call->rows) {                                                                                     \
    FEW_CASE(type, pairs, 1) FEW_CASE(type, pairs, 2) FEW_CASE(type, pairs, 3) FEW_CASE(type, pairs, 4)     \
  }                                                                                                         \
  break;

static void few_rows(const few_call *call) {
  switch (call->type) {
  case kernel_float32: FEW_ROWS(kernel_float32, 0)
  case kernel_bfloat16: FEW_ROWS(kernel_bfloat16, 0)
  case kernel_float16: FEW_ROWS(kernel_float16, 0)
  default: break;
  }
}

#ifdef STORE_BRAINS
static void few_rows_paired(const few_call *call) {
  switch (call->type) {
  case kernel_float32: FEW_ROWS(kernel_float32, 1)
  case kernel_bfloat16: FEW_ROWS(kernel_bfloat16, 1)
  case kernel_float16: FEW_ROWS(kernel_float16, 1)
  default: break;
  }
}
#endif
