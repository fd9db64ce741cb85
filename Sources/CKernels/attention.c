// Causal attention over packed rows, one task for each row and key-value head.
// p = softmax(scale * q k), y = p v. Backward: dp = dy v, ds = p * (dp - dy.y) * scale, dq = ds k, dk = ds q, dv = p dy.
#include "attention.h"

#include <string.h>

typedef struct {
  const kernel_table *table;
  const float *x, *cosines, *sines;
  const int64_t *positions;
  float *y, sign;
  ptrdiff_t tokens, heads, head_size;
  int accumulate;
} rotate_job;

/// Rows of this many queries and more go by blocks.
enum { TOKENS_PER_TASK = 8, LONG_ROW = 32 };

static void rotate_tokens(void *context, ptrdiff_t task) {
  const rotate_job *job = context;
  ptrdiff_t end = (task + 1) * TOKENS_PER_TASK, half = job->head_size / 2, width = job->heads * job->head_size;
  for (ptrdiff_t t = task * TOKENS_PER_TASK; t < end && t < job->tokens; t++)
    job->table->rotate(
      job->y + t * width, job->x + t * width, job->heads, job->head_size, job->cosines + job->positions[t] * half,
      job->sines + job->positions[t] * half, job->sign, job->accumulate);
}

void kernel_rotate(float *y, const float *x, ptrdiff_t tokens, ptrdiff_t heads, ptrdiff_t head_size,
                   const float *cosines, const float *sines, const int64_t *positions, int inverse, int accumulate) {
  rotate_job job = {
    kernel_table_in_use(), x, cosines, sines, positions, y, inverse ? -1.0f : 1.0f, tokens, heads, head_size,
    accumulate};
  kernel_parallel((tokens + TOKENS_PER_TASK - 1) / TOKENS_PER_TASK, rotate_tokens, &job);
}

typedef struct {
  const kernel_table *table;
  const kernel_attention *a;
  float *output, *log_sums;
  attention_gradients gradients;
} attention_job;

static void attend_part(void *context, ptrdiff_t task) {
  const attention_job *job = context;
  const kernel_attention *a = job->a;
  ptrdiff_t row = task / a->key_value_heads, shared = task % a->key_value_heads;
  ptrdiff_t group = a->heads / a->key_value_heads, size = a->head_size, width = a->heads * size;
  ptrdiff_t queries = a->offsets[row + 1] - a->offsets[row];
  if (queries >= LONG_ROW) {
    kernel_attend_blocks(job->table, a, row, shared, job->output, job->log_sums);
    return;
  }
  const float *keys = a->keys[row] + shared * size, *values = a->values[row] + shared * size;
  float *scores = kernel_scratch(1, (size_t)(a->key_counts[row] + 16) * sizeof *scores);
  for (ptrdiff_t query = 0; query < queries; query++) {
    ptrdiff_t first, end, t = a->offsets[row] + query;
    kernel_visible(a, row, query, &first, &end);
    for (ptrdiff_t head = shared * group; head < (shared + 1) * group; head++) {
      float offset = __builtin_inff();
      float *y = job->output + t * width + head * size;
      job->table->dots(
        scores, a->query + t * width + head * size, keys + first * a->key_stride, a->key_stride, end - first, size,
        a->scale);
      float total = job->table->exponentials(scores, end - first, &offset);
      float inverse = 1 / total;
      for (ptrdiff_t j = 0; j < end - first; j++) scores[j] *= inverse;
      job->table->weighted_sum(y, scores, values + first * a->key_stride, a->key_stride, end - first, size, 0);
      if (job->log_sums) job->log_sums[t * a->heads + head] = offset + __builtin_logf(total);
    }
  }
}

void kernel_attend(const kernel_attention *attention, float *output, float *log_sums) {
  attention_job job = {.table = kernel_table_in_use(), .a = attention, .output = output, .log_sums = log_sums};
  kernel_parallel(attention->row_count * attention->key_value_heads, attend_part, &job);
}

static void attend_backward_part(void *context, ptrdiff_t task) {
  const attention_job *job = context;
  const kernel_attention *a = job->a;
  const attention_gradients *g = &job->gradients;
  ptrdiff_t row = task / a->key_value_heads, shared = task % a->key_value_heads, stride = a->key_stride;
  ptrdiff_t group = a->heads / a->key_value_heads, size = a->head_size, width = a->heads * size;
  ptrdiff_t start = a->offsets[row], count = a->key_counts[row];
  const float *keys = a->keys[row] + shared * size, *values = a->values[row] + shared * size;
  float *dkeys = g->dkey + start * stride + shared * size, *dvalues = g->dvalue + start * stride + shared * size;
  float *p = kernel_scratch(1, (size_t)(count + 16) * 2 * sizeof *p), *ds = p + count + 16;
  for (ptrdiff_t j = 0; j < count; j++) {
    memset(dkeys + j * stride, 0, (size_t)size * sizeof *dkeys);
    memset(dvalues + j * stride, 0, (size_t)size * sizeof *dvalues);
  }
  if (count >= LONG_ROW) {
    kernel_attend_blocks_backward(job->table, a, row, shared, g);
    return;
  }
  for (ptrdiff_t query = 0; query < count; query++) {
    ptrdiff_t first, end, t = start + query;
    kernel_visible(a, row, query, &first, &end);
    ptrdiff_t seen = end - first, at = first * stride;
    for (ptrdiff_t head = shared * group; head < (shared + 1) * group; head++) {
      const float *q = a->query + t * width + head * size, *dy = g->doutput + t * width + head * size;
      float offset = g->log_sums[t * a->heads + head], inner;
      job->table->dots(p, q, keys + at, stride, seen, size, a->scale);
      job->table->exponentials(p, seen, &offset);
      job->table->dots(ds, dy, values + at, stride, seen, size, 1);
      job->table->dots(&inner, dy, g->output + t * width + head * size, 0, 1, size, 1);
      for (ptrdiff_t j = 0; j < seen; j++) ds[j] = p[j] * (ds[j] - inner) * a->scale;
      job->table->weighted_sum(g->dquery + t * width + head * size, ds, keys + at, stride, seen, size, 0);
      job->table->spread(dkeys + at, ds, q, stride, seen, size);
      job->table->spread(dvalues + at, p, dy, stride, seen, size);
    }
  }
}

void kernel_attend_backward(const kernel_attention *attention, const float *output, const float *log_sums,
                            const float *doutput, float *dquery, float *dkey, float *dvalue) {
  attention_job job = {
    .table = kernel_table_in_use(), .a = attention,
    .gradients = {output, log_sums, doutput, dquery, dkey, dvalue},
  };
  kernel_parallel(attention->row_count * attention->key_value_heads, attend_backward_part, &job);
}
