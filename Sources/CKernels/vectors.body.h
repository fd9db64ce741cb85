// Loads, stores, sums and the exponential function on sixteen floats.

INLINE floats load(const float *p) { return *(const loose_floats *)p; }
INLINE void store(float *p, floats v) { *(loose_floats *)p = v; }
INLINE floats all(float x) { return (floats){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }

/// The first `count` of 1 to 16 floats, the rest zero.
INLINE floats load_some(const float *p, ptrdiff_t count) {
  if (count >= 16) return load(p);
  floats v = all(0);
  memcpy(&v, p, (size_t)count * 4);
  return v;
}

INLINE void store_some(float *p, floats v, ptrdiff_t count) {
  if (count >= 16) store(p, v);
  else memcpy(p, &v, (size_t)count * 4);
}

INLINE float sum(floats v) {
  typedef float eight __attribute__((vector_size(32)));
  typedef float four __attribute__((vector_size(16)));
  eight e = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
    __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
  four f = __builtin_shufflevector(e, e, 0, 1, 2, 3) + __builtin_shufflevector(e, e, 4, 5, 6, 7);
  return (f[0] + f[2]) + (f[1] + f[3]);
}

INLINE floats choose(ints mask, floats yes, floats no) { return (floats)((mask & (ints)yes) | (~mask & (ints)no)); }
INLINE floats larger(floats a, floats b) { return choose(a > b, a, b); }

INLINE float largest(floats v) {
  float best = v[0];
  for (int i = 1; i < 16; i++) best = v[i] > best ? v[i] : best;
  return best;
}

/// e to the power x, within 2 units in the last place; 0 below -87.3, NaN stays NaN.
INLINE floats exponential(floats x) {
  const floats magic = all(12582912.0f);
  floats bounded = choose(x > all(88.3f), all(88.3f), x);
  bounded = choose(bounded < all(-87.3f), all(-87.3f), bounded);
  floats shifted = bounded * all(1.44269504f) + magic;
  floats n = shifted - magic;
  floats r = bounded - n * all(0.693359375f);
  r = r - n * all(-2.12194440e-4f);
  floats p = all(1.9875691500e-4f);
  p = p * r + all(1.3981999507e-3f);
  p = p * r + all(8.3334519073e-3f);
  p = p * r + all(4.1665795894e-2f);
  p = p * r + all(1.6666665459e-1f);
  p = p * r + all(5.0000001201e-1f);
  p = p * r * r + r + all(1.0f);
  floats result = (floats)((ints)p + ((ints)shifted << 23));
  result = choose(x < all(-87.3f), all(0), result);
  return choose(x == x, result, x);
}
