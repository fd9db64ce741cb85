// Blocks of a few bits a weight, as ggml lays them out: value = step * level + least. All goes by chunks of 256
// neighbours (one large block, or eight small ones; fewer at a row's end), in parts of 32. Levels have up to 6 bits
// and scales 17, so that their products are exact in float32: fused or not, the sums round once.

typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef int8_t signed16 __attribute__((vector_size(16)));
enum { CHUNK = 256, PART = 32, CHUNK_PARTS = CHUNK / PART };

INLINE int is_large_block(const kernel_element type) { return type >= kernel_q4_k; }

/// Bytes of a block: 32 values, 256 of the large ones.
INLINE ptrdiff_t block_bytes(const kernel_element type) {
  switch (type) {
  case kernel_q4_0: return 18;
  case kernel_q4_1: return 20;
  case kernel_q5_0: return 22;
  case kernel_q5_1: return 24;
  case kernel_q8_0: return 34;
  case kernel_q4_k: return 144;
  case kernel_q5_k: return 176;
  default: return 210;
  }
}

INLINE ptrdiff_t chunk_bytes(const kernel_element type) {
  return is_large_block(type) ? block_bytes(type) : CHUNK_PARTS * block_bytes(type);
}

INLINE int has_least(const kernel_element type) { return type == kernel_q4_1 || type == kernel_q5_1; }

INLINE float float_of_stored_half(uint16_t bits) {
#if LANES > 4
  _Float16 half;
  memcpy(&half, &bits, sizeof half);
  return (float)half;
#else
  return float_of_half(bits);
#endif
}

/// Four 64-bit words of four halves each.
INLINE floats floats_of_halves(uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
  typedef uint64_t four_words __attribute__((vector_size(32)));
  four_words packed = {a, b, c, d};
#if LANES > 4
  typedef _Float16 half16 __attribute__((vector_size(32)));
  return __builtin_convertvector((half16)packed, floats);
#else
  uint16_t halves[16];
  floats v;
  memcpy(halves, &packed, sizeof halves);
  for (int i = 0; i < 16; i++) v[i] = float_of_half(halves[i]);
  return v;
#endif
}

INLINE ints words_of_bytes(const uint8_t *p) {
  bytes16 v;
  memcpy(&v, p, sizeof v);
  return __builtin_convertvector(v, ints);
}

INLINE floats floats_of_words(ints v) { return __builtin_convertvector(v, floats); }

// What a chunk's parts are scaled with, as sixteen floats: of large blocks eight steps, then eight least values, or with
// 6 bits a step for each 16 values; of small ones with a least value steps and least values by turns, else as of large.

/// The half that begins a block.
INLINE uint64_t half_at(const kernel_element type, const uint8_t *blocks, int block, int parts) {
  uint16_t bits;
  memcpy(&bits, blocks + (block < parts ? block : 0) * block_bytes(type), sizeof bits);
  return bits;
}

/// The two halves that begin a block.
INLINE uint64_t halves_at(const kernel_element type, const uint8_t *blocks, int block, int parts) {
  uint32_t bits;
  memcpy(&bits, blocks + (block < parts ? block : 0) * block_bytes(type), sizeof bits);
  return bits;
}

INLINE floats small_factors(const kernel_element type, const uint8_t *blocks, int parts) {
  uint64_t words[4];
  if (has_least(type)) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++)
      words[i] = halves_at(type, blocks, 2 * i, parts) | halves_at(type, blocks, 2 * i + 1, parts) << 32;
    return floats_of_halves(words[0], words[1], words[2], words[3]);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 2; i++)
    words[i] = half_at(type, blocks, 4 * i, parts) | half_at(type, blocks, 4 * i + 1, parts) << 16 |
      half_at(type, blocks, 4 * i + 2, parts) << 32 | half_at(type, blocks, 4 * i + 3, parts) << 48;
  const float zero = type == kernel_q4_0 ? -8 : -16;
  return floats_of_halves(words[0], words[1], words[0], words[1]) *
    (floats){1, 1, 1, 1, 1, 1, 1, 1, zero, zero, zero, zero, zero, zero, zero, zero};
}

/// The eight 6-bit scales and least values of a large block of 4 or 5 bits, packed into 12 bytes at 4.
INLINE floats large_factors(const uint8_t *block) {
  uint32_t packed[3];
  uint16_t halves[2];
  memcpy(packed, block + 4, sizeof packed);
  memcpy(halves, block, sizeof halves);
  uint32_t high_scales = (packed[2] & 0x0F0F0F0F) | (packed[0] >> 6 & 0x03030303) << 4;
  uint32_t high_leasts = (packed[2] >> 4 & 0x0F0F0F0F) | (packed[1] >> 6 & 0x03030303) << 4;
  typedef uint64_t two_words __attribute__((vector_size(16)));
  two_words bytes = {
    (packed[0] & 0x3F3F3F3F) | (uint64_t)high_scales << 32, (packed[1] & 0x3F3F3F3F) | (uint64_t)high_leasts << 32};
  const ints is_scale = {-1, -1, -1, -1, -1, -1, -1, -1};
  floats factor = choose(is_scale, all(float_of_stored_half(halves[0])), all(-float_of_stored_half(halves[1])));
  return floats_of_words(__builtin_convertvector((bytes16)bytes, ints)) * factor;
}

/// Of a large block of 6 bits: a signed scale for each 16 values.
INLINE floats six_bit_factors(const uint8_t *block) {
  uint16_t half;
  signed16 scales;
  memcpy(&half, block + 208, sizeof half);
  memcpy(&scales, block + 192, sizeof scales);
  return floats_of_words(__builtin_convertvector(scales, ints)) * float_of_stored_half(half);
}

INLINE void block_factors_of(const kernel_element type, const uint8_t *blocks, int parts, float factors[16]) {
  floats f = type == kernel_q6_k ? six_bit_factors(blocks)
    : is_large_block(type)       ? large_factors(blocks)
    : parts == CHUNK_PARTS       ? small_factors(type, blocks, CHUNK_PARTS)
                                 : small_factors(type, blocks, parts);
  store(factors, f);
}

/// The fifth bits `bits` gives to levels.
INLINE ints fifth_bits(uint32_t bits) {
  const words places = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  words all = {bits, bits, bits, bits, bits, bits, bits, bits, bits, bits, bits, bits, bits, bits, bits, bits};
  return (ints)((all >> places & 1) << 4);
}

/// How many parts share bytes: low and high nibbles, of 6-bit levels also the two bits above.
#define SHARED_PARTS(type) (type == kernel_q6_k ? 4 : is_large_block(type) ? 2 : 1)

/// The levels of part first + p of a chunk, `first` a multiple of the parts that share bytes.
INLINE void levels_of(const kernel_element type, const uint8_t *chunk, int first, const int p, ints *a, ints *b) {
  if (!is_large_block(type)) {
    const uint8_t *block = chunk + first * block_bytes(type);
    if (type == kernel_q8_0) {
      signed16 low, high;
      memcpy(&low, block + 2, sizeof low);
      memcpy(&high, block + 18, sizeof high);
      *a = __builtin_convertvector(low, ints);
      *b = __builtin_convertvector(high, ints);
      return;
    }
    ints packed = words_of_bytes(block + block_bytes(type) - 16);
    *a = packed & 15;
    *b = packed >> 4;
    if (type == kernel_q5_0 || type == kernel_q5_1) {
      uint32_t bits;
      memcpy(&bits, block + block_bytes(type) - 20, sizeof bits);
      *a |= fifth_bits(bits);
      *b |= fifth_bits(bits >> 16);
    }
    return;
  }
  if (type == kernel_q6_k) {
    // Two halves of 128; in each, four parts share the bytes: low or high nibble, two of eight bits above.
    const uint8_t *low = chunk + first * 16 + p % 2 * 32, *high = chunk + 128 + first * 8;
    ints x = words_of_bytes(low), y = words_of_bytes(low + 16);
    *a = (p < 2 ? x & 15 : x >> 4) | (words_of_bytes(high) >> 2 * p & 3) << 4;
    *b = (p < 2 ? y & 15 : y >> 4) | (words_of_bytes(high + 16) >> 2 * p & 3) << 4;
    return;
  }
  const uint8_t *low = chunk + block_bytes(type) - 128 + first * 16;
  ints x = words_of_bytes(low), y = words_of_bytes(low + 16);
  *a = p ? x >> 4 : x & 15;
  *b = p ? y >> 4 : y & 15;
  if (type == kernel_q5_k) {
    *a |= (words_of_bytes(chunk + 16) >> (first + p) & 1) << 4;
    *b |= (words_of_bytes(chunk + 32) >> (first + p) & 1) << 4;
  }
}

/// The values of part first + p of a chunk.
INLINE void values_of(const kernel_element type, const uint8_t *chunk, const float factors[16], int first, const int p,
                      floats *a, floats *b) {
  ints x, y;
  levels_of(type, chunk, first, p, &x, &y);
  if (type == kernel_q6_k) {
    *a = floats_of_words(x - 32) * factors[2 * (first + p)];
    *b = floats_of_words(y - 32) * factors[2 * (first + p) + 1];
    return;
  }
  if (type == kernel_q8_0) {
    *a = floats_of_words(x) * factors[first + p];
    *b = floats_of_words(y) * factors[first + p];
    return;
  }
  float step = factors[has_least(type) ? 2 * first : first + p];
  float least = factors[has_least(type) ? 2 * first + 1 : CHUNK_PARTS + first + p];
  *a = floats_of_words(x) * step + least;
  *b = floats_of_words(y) * step + least;
}

INLINE void store_part(void *y, floats a, floats b, const int to_brain) {
  (void)to_brain;
#ifdef STORE_BRAINS
  if (to_brain) {
    STORE_BRAINS(y, a, b);
    return;
  }
#endif
  store(y, a);
  store((float *)y + 16, b);
}

/// Elements first ..< first + count of rows of blocks, as float32 or, where the set has pairs, bfloat16.
INLINE void unpack_of(const kernel_element type, char *y, const uint8_t *blocks, ptrdiff_t first, ptrdiff_t count,
                      const int to_brain) {
  const ptrdiff_t size = to_brain ? 2 : 4;
  const int shared = SHARED_PARTS(type);
  ptrdiff_t end = first + count;
  for (ptrdiff_t start = first / CHUNK * CHUNK; start < end; start += CHUNK) {
    const uint8_t *chunk = blocks + start / CHUNK * chunk_bytes(type);
    int parts = end - start < CHUNK ? (int)((end - start + PART - 1) / PART) : CHUNK_PARTS;
    float factors[16];
    block_factors_of(type, chunk, parts, factors);
    for (int p = start < first ? (int)(first - start) / PART / shared * shared : 0; p < parts; p += shared)
#pragma clang loop unroll(full)
      for (int q = 0; q < shared; q++) {
        ptrdiff_t from = start + (p + q) * PART;
        if (from + PART <= first || from >= end) continue;
        floats a, b;
        values_of(type, chunk, factors, p, q, &a, &b);
        if (from >= first && from + PART <= end) {
          store_part(y + size * (from - first), a, b, to_brain);
          continue;
        }
        char some[4 * PART];
        store_part(some, a, b, to_brain);
        ptrdiff_t skipped = from < first ? first - from : 0, last = from + PART < end ? PART : end - from;
        memcpy(y + size * (from + skipped - first), some + size * skipped, (size_t)(size * (last - skipped)));
      }
  }
}

/// y[r, c] = x[r, :] . row c of the blocks, for a constant number of rows.
INLINE void dot_blocks_of(const kernel_element type, const int rows, const dot_call *call, ptrdiff_t row) {
  const ptrdiff_t stride = call->left_stride, row_bytes = call->depth / CHUNK * chunk_bytes(type) +
    (is_large_block(type) ? 0 : call->depth % CHUNK / PART * block_bytes(type));
  const float *left = call->left + row * stride;
  const uint8_t *blocks = call->right;
  for (ptrdiff_t column = 0; column < call->columns; column++, blocks += row_bytes) {
    floats sums[4][2];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) sums[r][0] = sums[r][1] = all(0);
    const uint8_t *chunk = blocks;
    for (ptrdiff_t k = 0; k < call->depth; k += CHUNK, chunk += chunk_bytes(type)) {
      int parts = call->depth - k < CHUNK ? (int)(call->depth - k) / PART : CHUNK_PARTS;
      float factors[16];
      block_factors_of(type, chunk, parts, factors);
      for (int first = 0; first < parts; first += SHARED_PARTS(type)) {
        floats values[SHARED_PARTS(type)][2];
#pragma clang loop unroll(full)
        for (int p = 0; p < SHARED_PARTS(type); p++)
          values_of(type, chunk, factors, first, p, &values[p][0], &values[p][1]);
        const float *x = left + k + first * PART;
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
          for (int p = 0; p < SHARED_PARTS(type); p++) {
            sums[r][0] += values[p][0] * load(x + r * stride + p * PART);
            sums[r][1] += values[p][1] * load(x + r * stride + p * PART + 16);
          }
      }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) call->result[(row + r) * call->result_stride + column] = sum(sums[r][0] + sums[r][1]);
  }
}

/// Rows by fours and ones: each row's sum is the same whatever stands beside it.
INLINE void dot_all_rows(const kernel_element type, const dot_call *call) {
  ptrdiff_t row = 0;
  for (; row + 4 <= call->rows; row += 4) dot_blocks_of(type, 4, call, row);
  for (; row < call->rows; row++) dot_blocks_of(type, 1, call, row);
}

#define EACH_BLOCK_TYPE(DO)                                                                                   \
  DO(kernel_q4_0) DO(kernel_q4_1) DO(kernel_q5_0) DO(kernel_q5_1) DO(kernel_q8_0) DO(kernel_q4_k) DO(kernel_q5_k) \
  DO(kernel_q6_k)

static void dot_blocks(const dot_call *call) {
#define DOT(type) case type: dot_all_rows(type, call); break;
  switch (call->type) { EACH_BLOCK_TYPE(DOT) default: break; }
#undef DOT
}

static void unpack(void *y, const void *blocks, kernel_element type, ptrdiff_t first, ptrdiff_t count, int to_brain) {
  (void)to_brain;
#ifdef STORE_BRAINS
#define UNPACK(type)                                           \
  case type:                                                   \
    if (to_brain) unpack_of(type, y, blocks, first, count, 1); \
    else unpack_of(type, y, blocks, first, count, 0);          \
    break;
#else
#define UNPACK(type) case type: unpack_of(type, y, blocks, first, count, 0); break;
#endif
  switch (type) { EACH_BLOCK_TYPE(UNPACK) default: break; }
#undef UNPACK
}
