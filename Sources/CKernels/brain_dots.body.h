// Rows times large blocks of 4 or 6 bits with bfloat16 dot products: a level becomes a bfloat16 by standing in the fraction
// of 128, exactly: 128 + 8 level, 128 + 2 level. A row x is the sum of two bfloat16, which hold 16 bits of it, divided by 8
// or 2; what the 128 adds is taken away by the sums of x over what shares a scale. Sums are in float32.

/// A row's 256 neighbours in the order in which levels are unpacked, as upper and lower part; and what meets the factors.
typedef struct {
  __m512i upper[4][2], lower[4][2];
  __m512 sums;
} brain_chunk;

INLINE int has_brain_dots(const kernel_element type) { return type == kernel_q4_k || type == kernel_q6_k; }

/// Bytes of an arranged row; 0 where a type is multiplied as the row lies.
static ptrdiff_t arranged_bytes(kernel_element type, ptrdiff_t depth) {
  return has_brain_dots(type) ? depth / CHUNK * (ptrdiff_t)sizeof(brain_chunk) : 0;
}

/// Which part of a chunk lies in the lower or upper half of the levels unpacked as vector v.
INLINE int part_of_half(const kernel_element type, int v, int half) {
  return type == kernel_q4_k ? v / 2 * 4 + v % 2 + 2 * half : 2 * v + half;
}

INLINE __m512 eight_and_eight(const float *a, const float *b, float scale) {
  __m512 v = _mm512_insertf32x8(_mm512_castps256_ps512(_mm256_loadu_ps(a)), _mm256_loadu_ps(b), 1);
  return _mm512_mul_ps(v, _mm512_set1_ps(scale));
}

INLINE __m512 first_brains(__m512i pairs) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm512_castsi512_si256(pairs)), 16));
}

INLINE __m512 last_brains(__m512i pairs) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(pairs, 1)), 16));
}

INLINE void arrange_chunk(const kernel_element type, brain_chunk *chunk, const float *x) {
  const float scale = type == kernel_q4_k ? 1.0f / 8 : 1.0f / 2;
  const __m512i ones = _mm512_set1_epi16(0x3F80);
  float sums[16];
  for (int v = 0; v < 4; v++) {
    const float *a = x + PART * part_of_half(type, v, 0), *b = x + PART * part_of_half(type, v, 1);
    __m512 total = _mm512_setzero_ps();
    for (int u = 0; u < 2; u++) {
      __m512 first = eight_and_eight(a + 8 * u, a + 16 + 8 * u, scale);
      __m512 last = eight_and_eight(b + 8 * u, b + 16 + 8 * u, scale);
      __m512i upper = (__m512i)_mm512_cvtne2ps_pbh(last, first);
      __m512i lower = (__m512i)_mm512_cvtne2ps_pbh(
        _mm512_sub_ps(last, last_brains(upper)), _mm512_sub_ps(first, first_brains(upper)));
      chunk->upper[v][u] = upper;
      chunk->lower[v][u] = lower;
      total = _mm512_dpbf16_ps(total, (__m512bh)ones, (__m512bh)upper);
      total = _mm512_dpbf16_ps(total, (__m512bh)ones, (__m512bh)lower);
    }
    float lanes_of[16];
    _mm512_storeu_ps(lanes_of, total);
    if (type == kernel_q6_k) {
      for (int i = 0; i < 4; i++) {
        const float *l = lanes_of + 4 * i;
        sums[4 * v + i] = -2 * 96 * ((l[0] + l[1]) + (l[2] + l[3]));
      }
      continue;
    }
    for (int half = 0; half < 2; half++) {
      const float *l = lanes_of + 8 * half;
      float part = 8 * (((l[0] + l[1]) + (l[2] + l[3])) + ((l[4] + l[5]) + (l[6] + l[7])));
      sums[part_of_half(type, v, half)] = -16 * part;
      sums[8 + part_of_half(type, v, half)] = part;
    }
  }
  chunk->sums = _mm512_loadu_ps(sums);
}

static void arrange(void *arranged, kernel_element type, const float *x, ptrdiff_t depth) {
  brain_chunk *chunk = arranged;
  for (ptrdiff_t k = 0; k < depth; k += CHUNK, chunk++)
    if (type == kernel_q4_k) arrange_chunk(kernel_q4_k, chunk, x + k);
    else arrange_chunk(kernel_q6_k, chunk, x + k);
}

/// 64 levels of each of a chunk's four vectors, shifted to the fraction's place.
INLINE void shifted_levels(const kernel_element type, const uint8_t *block, __m512i levels[4]) {
#pragma clang loop unroll(full)
  for (int g = 0; g < 2; g++) {
    if (type == kernel_q4_k) {
      const __m512i kept = _mm512_set1_epi8(0x78);
      __m512i packed = _mm512_loadu_si512(block + 16 + 64 * g);
      levels[2 * g] = _mm512_and_si512(_mm512_slli_epi16(packed, 3), kept);
      levels[2 * g + 1] = _mm512_and_si512(_mm512_srli_epi16(packed, 1), kept);
      continue;
    }
    const __m512i nibble = _mm512_set1_epi8(0x1E), above = _mm512_set1_epi8(0x60);
    __m512i packed = _mm512_loadu_si512(block + 64 * g);
    __m512i high = _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)(block + 128 + 32 * g)));
    __m512i first = _mm512_mask_blend_epi32(0xFF00, _mm512_slli_epi16(high, 5), _mm512_slli_epi16(high, 3));
    __m512i last = _mm512_mask_blend_epi32(0xFF00, _mm512_slli_epi16(high, 1), _mm512_srli_epi16(high, 1));
    levels[2 * g] = _mm512_or_si512(
      _mm512_and_si512(_mm512_slli_epi16(packed, 1), nibble), _mm512_and_si512(first, above));
    levels[2 * g + 1] = _mm512_or_si512(
      _mm512_and_si512(_mm512_srli_epi16(packed, 3), nibble), _mm512_and_si512(last, above));
  }
}

/// The factors that the lanes of vector v share.
INLINE __m512 spread_factors(const kernel_element type, floats factors, int v) {
  const __m512i quarters = _mm512_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
  const __m512i halves = _mm512_setr_epi32(0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2);
  __m512i places = type == kernel_q6_k ? _mm512_add_epi32(quarters, _mm512_set1_epi32(4 * v))
                                       : _mm512_add_epi32(halves, _mm512_set1_epi32(v / 2 * 4 + v % 2));
  __m512 all_factors;
  memcpy(&all_factors, &factors, sizeof all_factors);
  return _mm512_permutexvar_ps(places, all_factors);
}

INLINE void brain_dots_of(const kernel_element type, const int rows, const dot_call *call, ptrdiff_t row) {
  enum { ASKED_AHEAD = 4096 };
  const __m512i one_hundred_twenty_eight = _mm512_set1_epi8(0x43);
  const uint8_t *block = call->right;
  const ptrdiff_t chunks = call->depth / CHUNK;
  for (ptrdiff_t column = 0; column < call->columns; column++) {
    __m512 sums[4][2];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) sums[r][0] = sums[r][1] = _mm512_setzero_ps();
    for (ptrdiff_t k = 0; k < chunks; k++, block += block_bytes(type)) {
      for (int i = 0; i < 3; i++) __builtin_prefetch(block + ASKED_AHEAD + 64 * i, 0, 2);
      floats factors = type == kernel_q6_k ? six_bit_factors(block) : large_factors(block);
      __m512i levels[4];
      shifted_levels(type, block, levels);
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        const brain_chunk *x = (const brain_chunk *)((const char *)call->arranged + (row + r) * call->arranged_stride) + k;
#pragma clang loop unroll(full)
        for (int v = 0; v < 4; v++) {
          __m512bh a = (__m512bh)_mm512_unpacklo_epi8(levels[v], one_hundred_twenty_eight);
          __m512bh b = (__m512bh)_mm512_unpackhi_epi8(levels[v], one_hundred_twenty_eight);
          __m512 u = _mm512_dpbf16_ps(_mm512_setzero_ps(), a, (__m512bh)x->upper[v][0]);
          __m512 l = _mm512_dpbf16_ps(_mm512_setzero_ps(), a, (__m512bh)x->lower[v][0]);
          u = _mm512_dpbf16_ps(u, b, (__m512bh)x->upper[v][1]);
          l = _mm512_dpbf16_ps(l, b, (__m512bh)x->lower[v][1]);
          sums[r][v % 2] = _mm512_fmadd_ps(_mm512_add_ps(u, l), spread_factors(type, factors, v), sums[r][v % 2]);
        }
        __m512 all_factors;
        memcpy(&all_factors, &factors, sizeof all_factors);
        sums[r][0] = _mm512_fmadd_ps(all_factors, x->sums, sums[r][0]);
      }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
      call->result[(row + r) * call->result_stride + column] = _mm512_reduce_add_ps(_mm512_add_ps(sums[r][0], sums[r][1]));
  }
}

INLINE void brain_dots_all_rows(const kernel_element type, const dot_call *call) {
  ptrdiff_t row = 0;
  for (; row + 4 <= call->rows; row += 4) brain_dots_of(type, 4, call, row);
  for (; row < call->rows; row++) brain_dots_of(type, 1, call, row);
}

static void brain_dots(const dot_call *call) {
  if (!call->arranged) dot_blocks(call);
  else if (call->type == kernel_q4_k) brain_dots_all_rows(kernel_q4_k, call);
  else brain_dots_all_rows(kernel_q6_k, call);
}
