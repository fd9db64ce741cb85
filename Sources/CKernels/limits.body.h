// What a core can do at most: multiply-adds in registers. Follows product.body.h, whose tile has as many sums.

INLINE lanes unknown_lanes(lanes x) {
#if defined(__x86_64__)
  __asm__ volatile("" : "+x"(x));
#elif defined(__aarch64__)
  __asm__ volatile("" : "+w"(x));
#endif
  return x;
}

/// Multiplies and adds `rounds` times; the result is made of all sums, so that none is left out.
static float spin(ptrdiff_t rounds) {
  lanes sums[TILE_ROWS * TILE_VECTORS], x = unknown_lanes((lanes){0} + 0.5f), y = x;
  for (int i = 0; i < TILE_ROWS * TILE_VECTORS; i++) sums[i] = (lanes){0} + (float)i;
  for (ptrdiff_t round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < TILE_ROWS * TILE_VECTORS; i++) sums[i] += x * y;
    x = unknown_lanes(x);
  }
  for (int i = 1; i < TILE_ROWS * TILE_VECTORS; i++) sums[0] += sums[i];
  return sums[0][0];
}

/// Operations of one round.
enum { SPIN_OPERATIONS = 2 * LANES * TILE_ROWS * TILE_VECTORS };

/// The sum of `count` floats, in eight running sums of sixteen: what reading memory costs.
static float sum_all(const float *values, ptrdiff_t count) {
  floats sums[8];
  for (int i = 0; i < 8; i++) sums[i] = all(0);
  for (; count >= 128; count -= 128, values += 128)
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) sums[i] += load(values + 16 * i);
  for (int i = 1; i < 8; i++) sums[0] += sums[i];
  return sum(sums[0]);
}
