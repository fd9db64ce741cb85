// AdamW and the norm of gradients.

// Source: torch.optim.AdamW, decoupled decay, epsilon outside the root.
static void adamw(const kernel_adamw *step, float *value, const float *gradient, float *first, float *second,
                  ptrdiff_t count) {
  const float decay = 1 - step->learning_rate * step->weight_decay;
  const float size = (float)(step->learning_rate / step->correction1);
  const float root = (float)__builtin_sqrt(step->correction2);
  for (ptrdiff_t i = 0; i < count; i += 16) {
    ptrdiff_t left = count - i;
    floats g = load_some(gradient + i, left) * step->gradient_scale;
    floats m = load_some(first + i, left), v = load_some(second + i, left);
    m = m + (1 - step->beta1) * (g - m);
    v = step->beta2 * v + (1 - step->beta2) * g * g;
    floats denominator;
    for (int lane = 0; lane < 16; lane++) denominator[lane] = __builtin_sqrtf(v[lane]);
    denominator = denominator / root + step->epsilon;
    store_some(first + i, m, left);
    store_some(second + i, v, left);
    store_some(value + i, load_some(value + i, left) * decay - size * (m / denominator), left);
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
