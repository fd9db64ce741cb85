// Attention of long rows as matrix products, a block of queries at a time: S = scale Q K^T, P = softmax(S), Y = P V. Keys
// and values are packed once for all heads that share them; strips of queries leave out the keys that none of them sees.
// Backward: dP = dY V^T, dS = P * (dP - dY.Y) * scale, dQ = dS K, dK += dS^T Q, dV += P^T dY.
#include "attention.h"

#include <string.h>

enum { QUERIES_AT_ONCE = 64 };

typedef struct {
  const kernel_table *table;
  const kernel_attention *a;
  ptrdiff_t row, head;
  ptrdiff_t base, end;         // the keys that are packed
  ptrdiff_t query, queries;    // of this block
  ptrdiff_t first, seen;       // keys of this block, from a packed panel's first one on
} block;

static ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }
static ptrdiff_t larger_of(ptrdiff_t a, ptrdiff_t b) { return a > b ? a : b; }
static ptrdiff_t wide(const block *b) { return b->table->float32.tile_columns; }

/// A right operand in panels of columns, [panel][depth][wide].
typedef struct {
  float *values;
  ptrdiff_t depth, columns;
} panels;

static size_t panel_floats(const block *b, ptrdiff_t depth, ptrdiff_t columns) {
  return (size_t)((columns + wide(b) - 1) / wide(b) * wide(b) * depth);
}

/// Packs an operand [depth, columns] with any strides; room moves on.
static panels packed(const block *b, float **room, const float *source, ptrdiff_t depth_stride, ptrdiff_t column_stride,
                     ptrdiff_t depth, ptrdiff_t columns) {
  panels result = {*room, depth, columns};
  for (ptrdiff_t column = 0; column < columns; column += wide(b)) {
    pack_call call = {
      .source = source + column * column_stride, .type = kernel_float32, .line_stride = column_stride,
      .depth_stride = depth_stride, .lines = smaller(wide(b), columns - column), .width = wide(b), .depth = depth};
    b->table->float32.pack(*room + column * depth, &call);
  }
  *room += panel_floats(b, depth, columns);
  return result;
}

/// Some rows of a product: left[i, k] is left[i * row_stride + k * depth_stride], for the depth from ..< end, and the
/// columns that lie in panels from column ..< end_column; `accumulate` adds to the result.
typedef struct {
  const float *left;
  ptrdiff_t row_stride, depth_stride;
  float *result;
  ptrdiff_t result_stride, rows, from, end, column, end_column;
  float scale;
  int accumulate;
} strip;

static void multiply(const block *b, const strip *s, panels right) {
  ptrdiff_t step = kernel_block_depth(&b->table->float32, right.depth);
  for (ptrdiff_t column = s->column / wide(b) * wide(b); column < s->end_column; column += wide(b)) {
    int begun = s->accumulate;
    for (ptrdiff_t start = s->from / step * step; start < s->end; start += step, begun = 1) {
      ptrdiff_t from = larger_of(start, s->from), end = smaller(start + step, s->end);
      open_tile_call call = {
        .left = s->left + from * s->depth_stride, .row_stride = s->row_stride, .depth_stride = s->depth_stride,
        .right = right.values + column * right.depth + from * wide(b), .depth = end - from,
        .tile = {.rows = (int)s->rows, .columns = (int)smaller(wide(b), right.columns - column), .scale = s->scale,
                 .result = s->result + column, .result_stride = s->result_stride},
      };
      if (begun) call.tile.start = call.tile.result, call.tile.start_stride = s->result_stride;
      b->table->open_tile(&call);
    }
  }
}

/// The block's features of one head in a [T, H * D] matrix.
static ptrdiff_t place(const block *b) {
  const kernel_attention *a = b->a;
  return (a->offsets[b->row] + b->query) * a->heads * a->head_size + b->head * a->head_size;
}

/// The keys, counted from the block's first, that any of some of its queries sees.
static void seen_by(const block *b, ptrdiff_t query, ptrdiff_t queries, ptrdiff_t *first, ptrdiff_t *end) {
  ptrdiff_t ignored;
  kernel_visible(b->a, b->row, b->query + query, first, &ignored);
  kernel_visible(b->a, b->row, b->query + query + queries - 1, &ignored, end);
  *first -= b->first;
  *end -= b->first;
}

/// result [queries, seen] = scale * x [queries, D] of the block times packed [D, keys], where any query of a strip sees.
static void score(const block *b, const float *x, panels keys, float scale, float *result) {
  ptrdiff_t width = b->a->heads * b->a->head_size, most = b->table->float32.tile_rows;
  keys.values += (b->first - b->base) * keys.depth;
  keys.columns = b->seen;
  for (ptrdiff_t i = 0; i < b->queries; i += most) {
    strip s = {
      .left = x + i * width, .row_stride = width, .depth_stride = 1, .result = result + i * b->seen,
      .result_stride = b->seen, .rows = smaller(most, b->queries - i), .end = keys.depth, .scale = scale};
    seen_by(b, i, s.rows, &s.column, &s.end_column);
    multiply(b, &s, keys);
  }
}

/// y [queries, D] = weights [queries, seen] times packed [keys, D].
static void mix(const block *b, const float *weights, panels values, float *y) {
  ptrdiff_t width = b->a->heads * b->a->head_size, most = b->table->float32.tile_rows;
  values.values += (b->first - b->base) * wide(b);
  for (ptrdiff_t i = 0; i < b->queries; i += most) {
    strip s = {
      .left = weights + i * b->seen, .row_stride = b->seen, .depth_stride = 1, .result = y + i * width,
      .result_stride = width, .rows = smaller(most, b->queries - i), .end_column = values.columns, .scale = 1};
    seen_by(b, i, s.rows, &s.from, &s.end);
    multiply(b, &s, values);
  }
}

/// dkeys [seen, D] += weights [queries, seen] transposed times packed [queries, D].
static void spread(const block *b, const float *weights, panels x, float *dkeys) {
  ptrdiff_t most = b->table->float32.tile_rows, first, end;
  seen_by(b, 0, b->queries, &first, &end);
  for (ptrdiff_t key = first; key < end; key += most) {
    strip s = {
      .left = weights + key, .row_stride = 1, .depth_stride = b->seen, .result = dkeys + key * b->a->key_stride,
      .result_stride = b->a->key_stride, .rows = smaller(most, end - key), .end = b->queries,
      .end_column = x.columns, .scale = 1, .accumulate = 1};
    for (ptrdiff_t seen = 0, ignored; s.from < b->queries; s.from++) {  // the first query that sees the first key
      seen_by(b, s.from, 1, &ignored, &seen);
      if (seen > key) break;
    }
    multiply(b, &s, x);
  }
}

/// Scores of a block turned into exp(score - offset); masked ones become 0. Offsets and sums are [queries]; with
/// `knows_offsets` the offsets are given, else they become each query's largest score.
static void probabilities(const block *b, panels keys, float *scores, float *offsets, float *sums, int knows_offsets) {
  score(b, b->a->query + place(b), keys, b->a->scale, scores);
  for (ptrdiff_t i = 0; i < b->queries; i++) {
    ptrdiff_t first, end;
    float *line = scores + i * b->seen;
    seen_by(b, i, 1, &first, &end);
    if (!knows_offsets) offsets[i] = __builtin_inff();
    sums[i] = b->table->exponentials(line + first, end - first, offsets + i);
    memset(line, 0, (size_t)first * sizeof *line);
    memset(line + end, 0, (size_t)(b->seen - end) * sizeof *line);
  }
}

/// Moves to the block that begins at `query`; returns 0 at the end.
static int begin_block(block *b, ptrdiff_t query, ptrdiff_t end) {
  ptrdiff_t left = end - query, last, ignored;
  if (left <= 0) return 0;
  b->query = query;
  b->queries = smaller(left, QUERIES_AT_ONCE);
  kernel_visible(b->a, b->row, query, &b->first, &last);
  kernel_visible(b->a, b->row, query + b->queries - 1, &ignored, &last);
  b->first = b->base + (b->first - b->base) / wide(b) * wide(b);
  b->seen = last - b->first;
  return 1;
}

/// Finds which keys the queries from ..< end see.
static block block_of(const kernel_table *table, const kernel_attention *a, ptrdiff_t row, ptrdiff_t from,
                      ptrdiff_t end) {
  block b = {.table = table, .a = a, .row = row};
  ptrdiff_t ignored;
  kernel_visible(a, row, from, &b.base, &ignored);
  kernel_visible(a, row, end - 1, &ignored, &b.end);
  return b;
}

/// The floats of a block's scores at most.
static size_t score_floats(const block *b) {
  ptrdiff_t all = b->end - b->base, windowed = b->a->window + QUERIES_AT_ONCE + wide(b);
  return (size_t)(QUERIES_AT_ONCE * ((b->a->window > 0 && windowed < all ? windowed : all) + 16));
}

void kernel_attend_blocks(const kernel_table *table, const kernel_attention *a, ptrdiff_t row, ptrdiff_t shared,
                          ptrdiff_t from, ptrdiff_t end, float *output, float *log_sums) {
  ptrdiff_t group = a->heads / a->key_value_heads, size = a->head_size, width = a->heads * size;
  block b = block_of(table, a, row, from, end);
  ptrdiff_t count = b.end - b.base, place_of_keys = b.base * a->key_stride + shared * size;
  float *scores = kernel_scratch(2, score_floats(&b) * sizeof *scores);
  float *room = kernel_scratch(0, (panel_floats(&b, size, count) + panel_floats(&b, count, size)) * sizeof *room);
  panels keys = packed(&b, &room, a->keys[row] + place_of_keys, 1, a->key_stride, size, count);
  panels values = packed(&b, &room, a->values[row] + place_of_keys, a->key_stride, 1, count, size);
  float offsets[QUERIES_AT_ONCE], sums[QUERIES_AT_ONCE];
  for (ptrdiff_t query = from; begin_block(&b, query, end); query += QUERIES_AT_ONCE)
    for (b.head = shared * group; b.head < (shared + 1) * group; b.head++) {
      probabilities(&b, keys, scores, offsets, sums, 0);
      float *y = output + place(&b);
      mix(&b, scores, values, y);
      for (ptrdiff_t i = 0; i < b.queries; i++) {
        for (ptrdiff_t d = 0; d < size; d++) y[i * width + d] /= sums[i];
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
    ptrdiff_t first, end;
    b->table->dots(&inner, doutput + i * width, output + i * width, 0, 1, b->a->head_size, 1);
    seen_by(b, i, 1, &first, &end);
    float *line = dscores + i * b->seen;
    const float *weights = p + i * b->seen;
    for (ptrdiff_t j = first; j < end; j++) line[j] = weights[j] * (line[j] - inner) * b->a->scale;
    memset(line, 0, (size_t)first * sizeof *line);
    memset(line + end, 0, (size_t)(b->seen - end) * sizeof *line);
  }
}

void kernel_attend_blocks_backward(const kernel_table *table, const kernel_attention *a, ptrdiff_t row,
                                   ptrdiff_t head, ptrdiff_t end_head, const attention_gradients *g) {
  ptrdiff_t size = a->head_size, width = a->heads * size, stride = a->key_stride, count = a->key_counts[row];
  ptrdiff_t shared = head / (a->heads / a->key_value_heads);
  block b = block_of(table, a, row, 0, count);
  const float *row_keys = a->keys[row] + shared * size, *row_values = a->values[row] + shared * size;
  float *dkeys = g->dkey + a->offsets[row] * stride + shared * size;
  float *dvalues = g->dvalue + a->offsets[row] * stride + shared * size;
  size_t area = score_floats(&b);
  float *p = kernel_scratch(2, area * 2 * sizeof *p), *ds = p + area;
  size_t packs = 2 * panel_floats(&b, size, count) + panel_floats(&b, count, size);
  float *room = kernel_scratch(0, (packs + panel_floats(&b, QUERIES_AT_ONCE, size)) * sizeof *room);
  panels turned_keys = packed(&b, &room, row_keys, 1, stride, size, count);
  panels turned_values = packed(&b, &room, row_values, 1, stride, size, count);
  panels keys = packed(&b, &room, row_keys, stride, 1, count, size);
  float offsets[QUERIES_AT_ONCE], sums[QUERIES_AT_ONCE];
  for (ptrdiff_t query = 0; begin_block(&b, query, count); query += QUERIES_AT_ONCE)
    for (b.head = head; b.head < end_head; b.head++) {
      const float *dy = g->doutput + place(&b), *q = a->query + place(&b);
      for (ptrdiff_t i = 0; i < b.queries; i++)
        offsets[i] = g->log_sums[(a->offsets[row] + query + i) * a->heads + b.head];
      probabilities(&b, turned_keys, p, offsets, sums, 1);
      score(&b, dy, turned_values, 1, ds);
      score_gradients(&b, ds, p, dy, g->output + place(&b));
      mix(&b, ds, keys, g->dquery + place(&b));
      float *own_room = room;
      spread(&b, ds, packed(&b, &own_room, q, width, 1, b.queries, size), dkeys + b.first * stride);
      own_room = room;
      spread(&b, p, packed(&b, &own_room, dy, width, 1, b.queries, size), dvalues + b.first * stride);
    }
}
