// Causal attention over packed rows, one task for each row and key-value head; of long rows one for some queries
// (forward), or for one head (backward), whose gradients of keys and values are then summed in the heads' order.
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

/// Rows of LONG_ROW queries and more go by blocks, those of SPLIT_ROW and more in several tasks.
enum { TOKENS_PER_TASK = 8, LONG_ROW = 32, QUERIES_PER_TASK = 256, SPLIT_ROW = 512 };

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
  float *partial_sums;
  ptrdiff_t spans;  // tasks of the longest row's key-value heads
} attention_job;

static ptrdiff_t longest_row(const kernel_attention *a) {
  ptrdiff_t longest = 0;
  for (ptrdiff_t row = 0; row < a->row_count; row++) {
    ptrdiff_t length = a->offsets[row + 1] - a->offsets[row];
    if (length > longest) longest = length;
  }
  return longest;
}

static void attend_part(void *context, ptrdiff_t task) {
  const attention_job *job = context;
  const kernel_attention *a = job->a;
  ptrdiff_t parts = a->row_count * a->key_value_heads, part = task % parts;
  ptrdiff_t span = job->spans - 1 - task / parts;  // the last queries, which see the most keys, come first
  ptrdiff_t row = part / a->key_value_heads, shared = part % a->key_value_heads;
  ptrdiff_t group = a->heads / a->key_value_heads, size = a->head_size, width = a->heads * size;
  ptrdiff_t queries = a->offsets[row + 1] - a->offsets[row], from = span * QUERIES_PER_TASK;
  if (from >= queries) return;
  if (queries >= LONG_ROW) {
    ptrdiff_t end = queries - from < QUERIES_PER_TASK ? queries : from + QUERIES_PER_TASK;
    kernel_attend_blocks(job->table, a, row, shared, from, end, job->output, job->log_sums);
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
  ptrdiff_t spans = (longest_row(attention) + QUERIES_PER_TASK - 1) / QUERIES_PER_TASK;
  attention_job job = {
    .table = kernel_table_in_use(), .a = attention, .output = output, .log_sums = log_sums, .spans = spans};
  kernel_parallel(attention->row_count * attention->key_value_heads * spans, attend_part, &job);
}

/// Whether each head of a row is a task of its own; it depends on that row alone.
static int is_split(const kernel_attention *a, ptrdiff_t row) {
  return a->key_counts[row] >= SPLIT_ROW && a->heads > a->key_value_heads;
}

static ptrdiff_t tokens_of(const kernel_attention *a) { return a->offsets[a->row_count]; }

/// dkey, then dvalue, of the heads that come `span`th among those of their key-value heads; `span` counts from 1 here.
static float *partial_sums(const attention_job *job, ptrdiff_t span) {
  return job->partial_sums + (span - 1) * 2 * tokens_of(job->a) * job->a->key_stride;
}

static void clear_row(const kernel_attention *a, ptrdiff_t row, ptrdiff_t shared, const attention_gradients *g) {
  ptrdiff_t at = a->offsets[row] * a->key_stride + shared * a->head_size;
  for (ptrdiff_t j = 0; j < a->key_counts[row]; j++) {
    memset(g->dkey + at + j * a->key_stride, 0, (size_t)a->head_size * sizeof(float));
    memset(g->dvalue + at + j * a->key_stride, 0, (size_t)a->head_size * sizeof(float));
  }
}

static void attend_backward_part(void *context, ptrdiff_t task) {
  const attention_job *job = context;
  const kernel_attention *a = job->a;
  const attention_gradients *g = &job->gradients;
  ptrdiff_t parts = a->row_count * a->key_value_heads, span = task / parts;
  ptrdiff_t row = task % parts / a->key_value_heads, shared = task % parts % a->key_value_heads;
  ptrdiff_t stride = a->key_stride, group = a->heads / a->key_value_heads, size = a->head_size, width = a->heads * size;
  ptrdiff_t start = a->offsets[row], count = a->key_counts[row];
  if (is_split(a, row)) {
    attention_gradients own = *g;
    if (span > 0) own.dkey = partial_sums(job, span), own.dvalue = own.dkey + tokens_of(a) * stride;
    clear_row(a, row, shared, &own);
    kernel_attend_blocks_backward(job->table, a, row, shared * group + span, shared * group + span + 1, &own);
    return;
  }
  if (span > 0) return;
  clear_row(a, row, shared, g);
  if (count >= LONG_ROW) {
    kernel_attend_blocks_backward(job->table, a, row, shared * group, (shared + 1) * group, g);
    return;
  }
  const float *keys = a->keys[row] + shared * size, *values = a->values[row] + shared * size;
  float *dkeys = g->dkey + start * stride + shared * size, *dvalues = g->dvalue + start * stride + shared * size;
  float *p = kernel_scratch(1, (size_t)(count + 16) * 2 * sizeof *p), *ds = p + count + 16;
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

/// Adds the other heads' partial sums of a split row to the first one's.
static void sum_heads(void *context, ptrdiff_t row) {
  const attention_job *job = context;
  const kernel_attention *a = job->a;
  if (!is_split(a, row)) return;
  ptrdiff_t at = a->offsets[row] * a->key_stride, count = a->key_counts[row] * a->key_stride;
  float *dkey = job->gradients.dkey + at, *dvalue = job->gradients.dvalue + at;
  for (ptrdiff_t span = 1; span < job->spans; span++) {
    const float *part = partial_sums(job, span) + at;
    job->table->add(dkey, dkey, part, count);
    job->table->add(dvalue, dvalue, part + tokens_of(a) * a->key_stride, count);
  }
}

ptrdiff_t kernel_attend_backward_space(const kernel_attention *attention) {
  for (ptrdiff_t row = 0; row < attention->row_count; row++)
    if (is_split(attention, row))
      return (attention->heads / attention->key_value_heads - 1) * 2 * tokens_of(attention) * attention->key_stride;
  return 0;
}

void kernel_attend_backward(const kernel_attention *attention, const float *output, const float *log_sums,
                            const float *doutput, float *dquery, float *dkey, float *dvalue, float *space) {
  ptrdiff_t group = attention->heads / attention->key_value_heads;
  attention_job job = {
    .table = kernel_table_in_use(), .a = attention,
    .gradients = {output, log_sums, doutput, dquery, dkey, dvalue},
    .partial_sums = space, .spans = kernel_attend_backward_space(attention) > 0 ? group : 1,
  };
  kernel_parallel(attention->row_count * attention->key_value_heads * job.spans, attend_backward_part, &job);
  if (job.spans > 1) kernel_parallel(attention->row_count, sum_heads, &job);
}
