// Loading stored elements sixteen at a time, and turning 16 by 16 blocks of words, for AVX-512.
#include <immintrin.h>

INLINE __mmask16 first_lanes(ptrdiff_t count) {
  return count >= 16 ? 0xFFFF : count <= 0 ? 0 : (__mmask16)((1u << count) - 1);
}

INLINE __m512 rounded_lanes(__m512 x) {
  __m512i bits = _mm512_castps_si512(x), one = _mm512_set1_epi32(1);
  __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), one);
  __m512i sum = _mm512_add_epi32(_mm512_add_epi32(bits, _mm512_set1_epi32(0x7FFF)), odd);
  __m512 result = _mm512_castsi512_ps(_mm512_and_si512(sum, _mm512_set1_epi32((int)0xFFFF0000)));
  return _mm512_mask_mov_ps(x, _mm512_cmp_ps_mask(x, x, _CMP_ORD_Q), result);
}

/// Elements index ..< index + 16 of a row, those outside the mask zero.
INLINE __m512 load_elements(const kernel_element type, const void *source, ptrdiff_t index, __mmask16 mask) {
  if (type == kernel_float32) return _mm512_maskz_loadu_ps(mask, (const float *)source + index);
  __m256i half = _mm256_maskz_loadu_epi16(mask, (const uint16_t *)source + index);
  if (type == kernel_float16) return _mm512_cvtph_ps(half);
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(half), 16));
}

/// Turns 16 rows of 16 words in place.
INLINE void turn(__m512i r[16]) {
  __m512i s[16], q[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i++) {
    s[2 * i] = _mm512_unpacklo_epi32(r[2 * i], r[2 * i + 1]);
    s[2 * i + 1] = _mm512_unpackhi_epi32(r[2 * i], r[2 * i + 1]);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    q[4 * i] = _mm512_unpacklo_epi64(s[4 * i], s[4 * i + 2]);
    q[4 * i + 1] = _mm512_unpackhi_epi64(s[4 * i], s[4 * i + 2]);
    q[4 * i + 2] = _mm512_unpacklo_epi64(s[4 * i + 1], s[4 * i + 3]);
    q[4 * i + 3] = _mm512_unpackhi_epi64(s[4 * i + 1], s[4 * i + 3]);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    __m512i a = _mm512_shuffle_i32x4(q[i], q[i + 4], 0x88), b = _mm512_shuffle_i32x4(q[i + 8], q[i + 12], 0x88);
    __m512i c = _mm512_shuffle_i32x4(q[i], q[i + 4], 0xDD), d = _mm512_shuffle_i32x4(q[i + 8], q[i + 12], 0xDD);
    r[i] = _mm512_shuffle_i32x4(a, b, 0x88);
    r[i + 8] = _mm512_shuffle_i32x4(a, b, 0xDD);
    r[i + 4] = _mm512_shuffle_i32x4(c, d, 0x88);
    r[i + 12] = _mm512_shuffle_i32x4(c, d, 0xDD);
  }
}

// Packing to float32: [depth][width].

/// Sixteen lines whose depth lies contiguous: blocks of 16 by 16 are turned.
INLINE void pack_turned(const kernel_element type, float *packed, const pack_call *call, ptrdiff_t line) {
  ptrdiff_t size = type == kernel_float32 ? 4 : 2;
  __mmask16 written = first_lanes(call->width - line);
  ptrdiff_t k = 0;
  if (line + 16 <= call->lines && !call->rounds)  // whole blocks, without masks
    for (; k + 16 <= call->depth; k += 16) {
      __m512i r[16];
      const char *row = (const char *)call->source + size * line * call->line_stride;
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++, row += size * call->line_stride)
        r[i] = _mm512_castps_si512(load_elements(type, row, k, 0xFFFF));
      turn(r);
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++) _mm512_storeu_si512(packed + (k + i) * call->width + line, r[i]);
    }
  for (; k < call->depth; k += 16) {
    __m512i r[16];
    __mmask16 mask = first_lanes(call->depth - k);
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      const char *row = (const char *)call->source + size * (line + i) * call->line_stride;
      r[i] = line + i < call->lines ? _mm512_castps_si512(load_elements(type, row, k, mask)) : _mm512_setzero_si512();
    }
    turn(r);
    ptrdiff_t count = call->depth - k < 16 ? call->depth - k : 16;
    for (ptrdiff_t i = 0; i < count; i++) {
      __m512 v = _mm512_castsi512_ps(r[i]);
      if (call->rounds) v = rounded_lanes(v);
      _mm512_mask_storeu_ps(packed + (k + i) * call->width + line, written, v);
    }
  }
}

/// Sixteen lines that lie contiguous at each depth.
INLINE void pack_straight(const kernel_element type, float *packed, const pack_call *call, ptrdiff_t line) {
  ptrdiff_t size = type == kernel_float32 ? 4 : 2;
  __mmask16 written = first_lanes(call->width - line), read = first_lanes(call->lines - line);
  const char *row = (const char *)call->source + size * line;
  for (ptrdiff_t k = 0; k < call->depth; k++, row += size * call->depth_stride) {
    __m512 v = load_elements(type, row, 0, read);
    if (call->rounds) v = rounded_lanes(v);
    _mm512_mask_storeu_ps(packed + k * call->width + line, written, v);
  }
}

INLINE void pack_lines(const kernel_element type, float *packed, const pack_call *call) {
  for (ptrdiff_t line = 0; line < call->width; line += 16)
    if (call->depth_stride == 1) pack_turned(type, packed, call, line);
    else pack_straight(type, packed, call, line);
}

static void pack_wide(float *packed, const pack_call *call) {
  switch (call->type) {
  case kernel_float32: pack_lines(kernel_float32, packed, call); break;
  case kernel_bfloat16: pack_lines(kernel_bfloat16, packed, call); break;
  case kernel_float16: pack_lines(kernel_float16, packed, call); break;
  default: break;
  }
}
