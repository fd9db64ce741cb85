// AVX-512 with bfloat16 dot products: pairs of neighbours in depth, summed in float32. All else is AVX-512's.
#if defined(__x86_64__)
#include "table.h"
#include "vectors.h"

#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma,f16c"))), apply_to = function)
#define LANES 16
#define TILE_ROWS 14
#define TILE_VECTORS 2
#include "vectors.body.h"
#include "pack.body.h"
#include "product.body.h"
#include "rows.body.h"
#include "attention.body.h"
#include "optimizer.body.h"
#include "low_rank.body.h"
#include "limits.body.h"
#include "table.body.h"
#include "avx512.body.h"

/// Stores 32 floats rounded to bfloat16.
#define STORE_BRAINS(address, first, second) \
  _mm512_storeu_si512(address, (__m512i)_mm512_cvtne2ps_pbh((__m512)(second), (__m512)(first)))
#include "quantised.body.h"
#include "brain_dots.body.h"

INLINE __m512i rounded_pair(__m512 first, __m512 second) {  // lane i: (first[i], second[i])
  __m512i low = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(first));
  __m512i high = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(second));
  return _mm512_or_si512(low, _mm512_slli_epi32(high, 16));
}

/// The 16 pairs of elements index ..< index + 32 of a row, those from `count` on zero.
INLINE __m512i load_pairs(const kernel_element type, const void *row, ptrdiff_t index, ptrdiff_t count) {
  if (type == kernel_bfloat16) {
    __mmask32 mask = count >= 32 ? 0xFFFFFFFF : (1u << count) - 1;
    return _mm512_maskz_loadu_epi16(mask, (const uint16_t *)row + index);
  }
  __m512 low = load_elements(type, row, index, first_lanes(count));
  __m512 high = load_elements(type, row, index + 16, first_lanes(count - 16));
  return (__m512i)_mm512_cvtne2ps_pbh(high, low);
}

#include "few_rows.body.h"

INLINE void pack_pairs_turned(const kernel_element type, uint32_t *packed, const pack_call *call, ptrdiff_t line) {
  ptrdiff_t size = type == kernel_float32 ? 4 : 2;
  __mmask16 written = first_lanes(call->width - line);
  ptrdiff_t k = 0;
  if (line + 16 <= call->lines)  // whole blocks, without masks
    for (; k + 32 <= call->depth; k += 32) {
      __m512i r[16];
      const char *row = (const char *)call->source + size * line * call->line_stride;
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++, row += size * call->line_stride) r[i] = load_pairs(type, row, k, 32);
      turn(r);
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++) _mm512_storeu_si512(packed + (k / 2 + i) * call->width + line, r[i]);
    }
  for (; k < call->depth; k += 32) {
    __m512i r[16];
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      const char *row = (const char *)call->source + size * (line + i) * call->line_stride;
      r[i] = line + i < call->lines ? load_pairs(type, row, k, call->depth - k) : _mm512_setzero_si512();
    }
    turn(r);
    ptrdiff_t pairs = (call->depth - k + 1) / 2 < 16 ? (call->depth - k + 1) / 2 : 16;
    for (ptrdiff_t i = 0; i < pairs; i++)
      _mm512_mask_storeu_epi32(packed + (k / 2 + i) * call->width + line, written, r[i]);
  }
}

/// 32 whole lines of bfloat16, a cache line at each depth, over whole pairs.
INLINE void pack_pairs_side_by_side(uint32_t *packed, const pack_call *call, ptrdiff_t line) {
  const uint16_t *row = (const uint16_t *)call->source + line;
  const __m512i order = _mm512_setr_epi64(0, 4, 1, 5, 2, 6, 3, 7);
  for (ptrdiff_t k = 0; k + 2 <= call->depth; k += 2, row += 2 * call->depth_stride) {
    __m512i first = _mm512_permutexvar_epi64(order, _mm512_loadu_si512(row));
    __m512i second = _mm512_permutexvar_epi64(order, _mm512_loadu_si512(row + call->depth_stride));
    __m512i a = _mm512_unpacklo_epi16(first, second), b = _mm512_unpackhi_epi16(first, second);
    uint32_t *target = packed + k / 2 * call->width + line;
    _mm512_storeu_si512(target, a);
    _mm512_storeu_si512(target + 16, b);
  }
}

INLINE void pack_pairs_straight(const kernel_element type, uint32_t *packed, const pack_call *call, ptrdiff_t line,
                                ptrdiff_t start) {
  ptrdiff_t size = type == kernel_float32 ? 4 : 2;
  __mmask16 written = first_lanes(call->width - line), read = first_lanes(call->lines - line);
  const char *row = (const char *)call->source + size * (line + start * call->depth_stride);
  for (ptrdiff_t k = start; k < call->depth; k += 2, row += 2 * size * call->depth_stride) {
    const char *next = row + size * call->depth_stride;
    __mmask16 second = k + 1 < call->depth ? read : 0;
    __m512i pair;
    if (type == kernel_bfloat16)
      pair = _mm512_or_si512(
        _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(read, row)),
        _mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(second, next)), 16));
    else pair = rounded_pair(load_elements(type, row, 0, read), load_elements(type, next, 0, second));
    _mm512_mask_storeu_epi32(packed + k / 2 * call->width + line, written, pair);
  }
}

INLINE void pack_pairs_of(const kernel_element type, uint32_t *packed, const pack_call *call) {
  for (ptrdiff_t line = 0; line < call->width; line += 16) {
    if (call->depth_stride == 1) {
      pack_pairs_turned(type, packed, call, line);
      continue;
    }
    if (type != kernel_bfloat16 || line + 32 > call->lines) {
      pack_pairs_straight(type, packed, call, line, 0);
      continue;
    }
    pack_pairs_side_by_side(packed, call, line);
    if (call->depth % 2) {
      pack_pairs_straight(type, packed, call, line, call->depth - 1);
      pack_pairs_straight(type, packed, call, line + 16, call->depth - 1);
    }
    line += 16;
  }
}

static void pack_pairs(float *packed, const pack_call *call) {
  switch (call->type) {
  case kernel_float32: pack_pairs_of(kernel_float32, (uint32_t *)packed, call); break;
  case kernel_bfloat16: pack_pairs_of(kernel_bfloat16, (uint32_t *)packed, call); break;
  case kernel_float16: pack_pairs_of(kernel_float16, (uint32_t *)packed, call); break;
  default: break;
  }
}

INLINE void pair_tile_of(const int rows, const int vectors, tile_call *call) {
  __m512 sums[TILE_ROWS][TILE_VECTORS];
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++)
#pragma clang loop unroll(full)
    for (int v = 0; v < TILE_VECTORS; v++) sums[row][v] = _mm512_setzero_ps();
  ask_for_result(rows, call);
  memory_ahead ahead = call->ahead;
  const ptrdiff_t step = call->step;
  for (int stretch = 0; stretch < call->stretches; stretch++) {
    const uint32_t *left = call->left[stretch], *right = call->right[stretch];
    const ptrdiff_t depth = call->depth[stretch];
    for (ptrdiff_t k = 0, stop = 0; k < depth; k++, left += rows, right += TILE_COLUMNS) {
      if (k == stop) {
        ask_for_line(&ahead);
        stop += step;
      }
      __m512bh b[TILE_VECTORS];
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) b[v] = (__m512bh)_mm512_load_si512(right + v * LANES);
#pragma clang loop unroll(full)
      for (int row = 0; row < rows; row++) {
        __m512bh a = (__m512bh)_mm512_set1_epi32((int)left[row]);
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) sums[row][v] = _mm512_dpbf16_ps(sums[row][v], a, b[v]);
      }
    }
  }
  call->ahead = ahead;
  const tile_call own = *call;
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) store_row(&own, row, (const lanes *)sums[row]);
}

DISPATCH_ON_ROWS(pair_tile, pair_tile_of, tile_call, call)

/// `spin` with pairs of bfloat16.
static float spin_pairs(ptrdiff_t rounds) {
  __m512 sums[TILE_ROWS * TILE_VECTORS];
  __m512i x = _mm512_set1_epi32(0x3F003F00);
  for (int i = 0; i < TILE_ROWS * TILE_VECTORS; i++) sums[i] = _mm512_set1_ps((float)i);
  for (ptrdiff_t round = 0; round < rounds; round++) {
    __asm__ volatile("" : "+v"(x));
#pragma clang loop unroll(full)
    for (int i = 0; i < TILE_ROWS * TILE_VECTORS; i++)
      sums[i] = _mm512_dpbf16_ps(sums[i], (__m512bh)x, (__m512bh)x);
  }
  for (int i = 1; i < TILE_ROWS * TILE_VECTORS; i++) sums[0] += sums[i];
  return sums[0][0];
}
#pragma clang attribute pop

const kernel_table kernel_table_avx512bf16 = {
  .float32 =
    {.tile_rows = TILE_ROWS, .tile_columns = TILE_COLUMNS, .depth_block = 1024, .deep_block = 1024, .panels_per_task = 4, .tile = tile, .pack = pack_wide,
     .few_rows = few_rows},
  .spin_pairs = spin_pairs,
  .bfloat16 = {.tile_rows = TILE_ROWS, .tile_columns = TILE_COLUMNS, .depth_block = 1024, .deep_block = 1024, .panels_per_task = 4, .tile = pair_tile,
               .pack = pack_pairs, .few_rows = few_rows_paired},
  .dot_blocks = brain_dots,
  .arranged_bytes = arranged_bytes,
  .arrange = arrange,
  SHARED_LOOPS,
};
#endif
