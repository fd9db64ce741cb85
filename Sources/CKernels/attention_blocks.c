// Attention of long rows as matrix products, a block of queries at a time: S = scale Q K^T, P = softmax(S), Y = P V.
// Backward: dP = dY V^T, dS = P * (dP - dY.Y) * scale, dQ = dS K, dK += dS^T Q, dV += P^T dY.
#include "attention.h"

#include <string.h>

enum { QUERIES_AT_ONCE = 64 };

typedef struct {
  const kernel_table *table;
  const kernel_attention *a;
  ptrdiff_t row, head;
  const float *keys, *values;  // of the row
  ptrdiff_t query, queries;    // of this block
  ptrdiff_t first, seen;       // keys that any of the block's queries sees
} block;

static void multiply(const block *b, const float *left, ptrdiff_t row_stride, ptrdiff_t left_depth_stride,
                     const float *right, ptrdiff_t column_stride, ptrdiff_t right_depth_stride, float *result,
                     ptrdiff_t result_stride, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t depth, float scale,
                     int accumulate) {
  kernel_product product = {
    .rows = rows, .columns = columns, .depth = depth, .left = left, .left_row_stride = row_stride,
    .left_depth_stride = left_depth_stride, .right = right, .right_type = kernel_float32,
    .right_column_stride = column_stride, .right_depth_stride = right_depth_stride, .scale = scale,
    .accumulate = accumulate, .result = result, .result_stride = result_stride,
  };
  kernel_multiply_with(b->table, &product);
}

/// The block's features of one head in a [T, H * D] matrix.
static ptrdiff_t place(const block *b) {
  const kernel_attention *a = b->a;
  return (a->offsets[b->row] + b->query) * a->heads * a->head_size + b->head * a->head_size;
}

/// Scores of a block turned into exp(score - offset); masked ones become 0. Offsets and sums are [queries]; with
/// `knows_offsets` the offsets are given, else they become each query's largest score.
static void probabilities(const block *b, float *scores, float *offsets, float *sums, int knows_offsets) {
  const kernel_attention *a = b->a;
  multiply(b, a->query + place(b), a->heads * a->head_size, 1, b->keys + b->first * a->key_stride, a->key_stride, 1,
           scores, b->seen, b->queries, b->seen, a->head_size, a->scale, 0);
  for (ptrdiff_t i = 0; i < b->queries; i++) {
    ptrdiff_t first, end;
    float *line = scores + i * b->seen;
    kernel_visible(a, b->row, b->query + i, &first, &end);
    first -= b->first;
    end -= b->first;
    if (!knows_offsets) offsets[i] = __builtin_inff();
    sums[i] = b->table->exponentials(line + first, end - first, offsets + i);
    memset(line, 0, (size_t)first * sizeof *line);
    memset(line + end, 0, (size_t)(b->seen - end) * sizeof *line);
  }
}

/// Moves to the block that begins at `query`; returns 0 at the end.
static int begin_block(block *b, ptrdiff_t query, ptrdiff_t end) {
  ptrdiff_t left = end - query, last;
  if (left <= 0) return 0;
  b->query = query;
  b->queries = left < QUERIES_AT_ONCE ? left : QUERIES_AT_ONCE;
  kernel_visible(b->a, b->row, query, &b->first, &last);
  ptrdiff_t ignored;
  kernel_visible(b->a, b->row, query + b->queries - 1, &ignored, &last);
  b->seen = last - b->first;
  return 1;
}

/// The most keys that a block of a row sees.
static ptrdiff_t most_seen(const kernel_attention *a, ptrdiff_t row) {
  ptrdiff_t all = a->key_counts[row], windowed = a->window + QUERIES_AT_ONCE;
  return a->window > 0 && windowed < all ? windowed : all;
}

void kernel_attend_blocks(const kernel_table *table, const kernel_attention *a, ptrdiff_t row, ptrdiff_t shared,
                          ptrdiff_t from, ptrdiff_t end, float *output, float *log_sums) {
  ptrdiff_t group = a->heads / a->key_value_heads, width = a->heads * a->head_size;
  block b = {.table = table, .a = a, .row = row, .keys = a->keys[row] + shared * a->head_size,
             .values = a->values[row] + shared * a->head_size};
  float *scores = kernel_scratch(2, (size_t)(QUERIES_AT_ONCE * (most_seen(a, row) + 16)) * sizeof *scores);
  float offsets[QUERIES_AT_ONCE], sums[QUERIES_AT_ONCE];
  for (ptrdiff_t query = from; begin_block(&b, query, end); query += QUERIES_AT_ONCE)
    for (b.head = shared * group; b.head < (shared + 1) * group; b.head++) {
      probabilities(&b, scores, offsets, sums, 0);
      float *y = output + place(&b);
      multiply(&b, scores, b.seen, 1, b.values + b.first * a->key_stride, 1, a->key_stride, y, width, b.queries,
               a->head_size, b.seen, 1, 0);
      for (ptrdiff_t i = 0; i < b.queries; i++) {
        for (ptrdiff_t d = 0; d < a->head_size; d++) y[i * width + d] /= sums[i];
        if (log_sums)
          log_sums[(a->offsets[row] + query + i) * a->heads + b.head] = offsets[i] + __builtin_logf(sums[i]);
      }
    }
}

/// dS from dP and P, in place of dP.
static void score_gradients(const block *b, float *dscores, const float *p, const float *doutput,
                            const float *output) {
  ptrdiff_t width = b->a->heads * b->a->head_size;
  for (ptrdiff_t i = 0; i < b->queries; i++) {
    float inner;
    b->table->dots(&inner, doutput + i * width, output + i * width, 0, 1, b->a->head_size, 1);
    float *line = dscores + i * b->seen;
    const float *weights = p + i * b->seen;
    for (ptrdiff_t j = 0; j < b->seen; j++) line[j] = weights[j] * (line[j] - inner) * b->a->scale;
  }
}

void kernel_attend_blocks_backward(const kernel_table *table, const kernel_attention *a, ptrdiff_t row,
                                   ptrdiff_t head, ptrdiff_t end_head, const attention_gradients *g) {
  ptrdiff_t size = a->head_size, width = a->heads * size, stride = a->key_stride;
  ptrdiff_t shared = head / (a->heads / a->key_value_heads);
  block b = {.table = table, .a = a, .row = row, .keys = a->keys[row] + shared * size,
             .values = a->values[row] + shared * size};
  float *dkeys = g->dkey + a->offsets[row] * stride + shared * size;
  float *dvalues = g->dvalue + a->offsets[row] * stride + shared * size;
  size_t area = (size_t)(QUERIES_AT_ONCE * (most_seen(a, row) + 16));
  float *p = kernel_scratch(2, area * 2 * sizeof *p), *ds = p + area;
  float offsets[QUERIES_AT_ONCE], sums[QUERIES_AT_ONCE];
  for (ptrdiff_t query = 0; begin_block(&b, query, a->key_counts[row]); query += QUERIES_AT_ONCE)
    for (b.head = head; b.head < end_head; b.head++) {
      ptrdiff_t first = b.first * stride;
      const float *dy = g->doutput + place(&b), *q = a->query + place(&b);
      for (ptrdiff_t i = 0; i < b.queries; i++)
        offsets[i] = g->log_sums[(a->offsets[row] + query + i) * a->heads + b.head];
      probabilities(&b, p, offsets, sums, 1);
      multiply(&b, dy, width, 1, b.values + first, stride, 1, ds, b.seen, b.queries, b.seen, size, 1, 0);
      score_gradients(&b, ds, p, dy, g->output + place(&b));
      multiply(&b, ds, b.seen, 1, b.keys + first, 1, stride, g->dquery + place(&b), width, b.queries, size, b.seen, 1,
               0);
      multiply(&b, ds, 1, b.seen, q, 1, width, dkeys + first, stride, b.seen, size, b.queries, 1, 1);
      multiply(&b, p, 1, b.seen, dy, 1, width, dvalues + first, stride, b.seen, size, b.queries, 1, 1);
    }
}
