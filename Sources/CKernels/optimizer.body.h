// AdamW and the norm of gradients.
// Source: torch.optim.AdamW, decoupled decay, epsilon outside the root.

typedef struct {
  const kernel_adamw *step;
  float decay, size, root;
} adamw_factors;

INLINE adamw_factors factors_of(const kernel_adamw *step) {
  return (adamw_factors){
    step, 1 - step->learning_rate * step->weight_decay, (float)(step->learning_rate / step->correction1),
    (float)__builtin_sqrt(step->correction2)};
}

/// One step of sixteen elements; `g` is the gradient, scaled already.
INLINE void adamw_lanes(const adamw_factors *factors, floats *value, floats *first, floats *second, floats g) {
  const kernel_adamw *step = factors->step;
  floats m = *first, v = *second;
  m = m + (1 - step->beta1) * (g - m);
  v = step->beta2 * v + (1 - step->beta2) * g * g;
  floats denominator;
  for (int lane = 0; lane < 16; lane++) denominator[lane] = __builtin_sqrtf(v[lane]);
  denominator = denominator / factors->root + step->epsilon;
  *first = m;
  *second = v;
  *value = *value * factors->decay - factors->size * (m / denominator);
}

static void adamw(const kernel_adamw *step, float *value, const float *gradient, float *first, float *second,
                  ptrdiff_t count) {
  const adamw_factors factors = factors_of(step);
  for (ptrdiff_t i = 0; i < count; i += 16) {
    ptrdiff_t left = count - i;
    floats g = load_some(gradient + i, left) * step->gradient_scale;
    floats x = load_some(value + i, left), m = load_some(first + i, left), v = load_some(second + i, left);
    adamw_lanes(&factors, &x, &m, &v, g);
    store_some(first + i, m, left);
    store_some(second + i, v, left);
    store_some(value + i, x, left);
  }
}

INLINE floats gather(const float *p, ptrdiff_t stride, int count) {
  floats v = all(0);
  for (int lane = 0; lane < count; lane++) v[lane] = p[lane * stride];
  return v;
}

INLINE void scatter(float *p, floats v, ptrdiff_t stride, int count) {
  for (int lane = 0; lane < count; lane++) p[lane * stride] = v[lane];
}

static void adamw_column(const kernel_adamw *steps, ptrdiff_t count, const float *gradient, float *value, float *first,
                         float *second, ptrdiff_t rank, ptrdiff_t stride) {
  for (ptrdiff_t r = 0; r < rank; r += 16) {
    int lanes = rank - r < 16 ? (int)(rank - r) : 16;
    float *at = value + r * stride, *m_at = first + r * stride, *v_at = second + r * stride;
    floats x = gather(at, stride, lanes), m = gather(m_at, stride, lanes), v = gather(v_at, stride, lanes);
    for (ptrdiff_t i = 0; i < count; i++) {
      const adamw_factors factors = factors_of(steps + i);
      floats g = all(0);
      if (gradient && i == count - 1) g = load_some(gradient + r, lanes) * steps[i].gradient_scale;
      adamw_lanes(&factors, &x, &m, &v, g);
    }
    scatter(at, x, stride, lanes);
    scatter(m_at, m, stride, lanes);
    scatter(v_at, v, stride, lanes);
  }
}

static void decay_untouched(const kernel_adamw *steps, ptrdiff_t steps_count, const uint8_t *touched, float *value,
                            ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i += 16) {
    ptrdiff_t left = count - i;
    floats old = load_some(value + i, left), x = old;
    for (ptrdiff_t s = 0; s < steps_count; s++) x = x * factors_of(steps + s).decay;
    for (int lane = 0; lane < 16 && lane < left; lane++)
      if (touched[i + lane]) x[lane] = old[lane];
    store_some(value + i, x, left);
  }
}

static double squared_norm(const float *values, ptrdiff_t count) {
  double lanes[16] = {0};
  for (ptrdiff_t i = 0; i < count; i += 16) {
    floats v = load_some(values + i, count - i);
    for (int lane = 0; lane < 16; lane++) lanes[lane] += (double)v[lane] * (double)v[lane];
  }
  double total = 0;
  for (int lane = 0; lane < 16; lane++) total += lanes[lane];
  return total;
}
