// Root mean square norm, forward and backward.
// n = x * inverse, y = n * w; dx = inverse * (dy * w - n * mean(dy * w * n)), dw = the sum over tokens of dy * n.
#include "table.h"

#include <string.h>

enum { TOKENS_PER_TASK = 8, FEATURES_PER_TASK = 64 };

typedef struct {
  const kernel_table *table;
  float *y, *inverse_rms, *dx, *dweight;
  const float *x, *dy, *inverse, *weight, *addend;
  float epsilon;
  int accumulate;
  ptrdiff_t tokens, features;
} norm_job;

static ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

/// The weight as float32, one added where asked for: as it stands, or in this thread's scratch.
static const float *plain_weight(const kernel_table *table, const void *weight, kernel_element type, int adds_one,
                                 ptrdiff_t features) {
  if (type == kernel_float32 && !adds_one && (uintptr_t)weight % sizeof(float) == 0) return weight;
  float *plain = kernel_scratch(2, (size_t)features * sizeof *plain);
  pack_call call = {
    .source = weight, .type = type, .line_stride = 1, .depth_stride = features, .lines = features,
    .width = features, .depth = 1};
  table->float32.pack(plain, &call);
  for (ptrdiff_t c = 0; adds_one && c < features; c++) plain[c] += 1;
  return plain;
}

static void norm_tokens(void *context, ptrdiff_t task) {
  const norm_job *job = context;
  ptrdiff_t end = smaller((task + 1) * TOKENS_PER_TASK, job->tokens);
  for (ptrdiff_t t = task * TOKENS_PER_TASK; t < end; t++) {
    float *y = job->y + t * job->features;
    job->inverse_rms[t] = job->table->rms_norm(y, job->x + t * job->features, job->weight, job->epsilon, job->features);
    if (job->addend) job->table->add(y, y, job->addend + t * job->features, job->features);
  }
}

void kernel_rms_norm(float *y, float *inverse_rms, const float *x, const void *weight, kernel_element type,
                     int adds_one, float epsilon, const float *addend, ptrdiff_t tokens, ptrdiff_t features) {
  const kernel_table *table = kernel_table_in_use();
  norm_job job = {
    .table = table, .y = y, .inverse_rms = inverse_rms, .x = x, .epsilon = epsilon, .addend = addend,
    .tokens = tokens,
    .weight = plain_weight(table, weight, type, adds_one, features), .features = features,
  };
  kernel_parallel((tokens + TOKENS_PER_TASK - 1) / TOKENS_PER_TASK, norm_tokens, &job);
}

static void norm_backward_tokens(void *context, ptrdiff_t task) {
  const norm_job *job = context;
  ptrdiff_t end = smaller((task + 1) * TOKENS_PER_TASK, job->tokens), width = job->features;
  for (ptrdiff_t t = task * TOKENS_PER_TASK; t < end; t++)
    job->table->rms_norm_backward(
      job->dx + t * width, job->accumulate, job->dy + t * width, job->x + t * width, job->inverse[t], job->weight,
      width);
}

static void norm_weight_gradient(void *context, ptrdiff_t task) {
  const norm_job *job = context;
  ptrdiff_t begin = task * FEATURES_PER_TASK, end = smaller(begin + FEATURES_PER_TASK, job->features);
  float sums[FEATURES_PER_TASK] = {0};
  for (ptrdiff_t t = 0; t < job->tokens; t++) {
    const float *dy = job->dy + t * job->features, *x = job->x + t * job->features;
    for (ptrdiff_t c = begin; c < end; c++) sums[c - begin] += dy[c] * x[c] * job->inverse[t];
  }
  for (ptrdiff_t c = begin; c < end; c++) job->dweight[c] += sums[c - begin];
}

void kernel_rms_norm_backward(float *dx, int accumulate, float *dweight, const float *dy, const float *x,
                              const float *inverse_rms, const void *weight, kernel_element type, int adds_one,
                              ptrdiff_t tokens, ptrdiff_t features) {
  const kernel_table *table = kernel_table_in_use();
  norm_job job = {
    .table = table, .dx = dx, .dweight = dweight, .x = x, .dy = dy, .inverse = inverse_rms,
    .accumulate = accumulate, .weight = plain_weight(table, weight, type, adds_one, features), .tokens = tokens,
    .features = features,
  };
  if (dx) kernel_parallel((tokens + TOKENS_PER_TASK - 1) / TOKENS_PER_TASK, norm_backward_tokens, &job);
  if (dweight)
    kernel_parallel((features + FEATURES_PER_TASK - 1) / FEATURES_PER_TASK, norm_weight_gradient, &job);
}
