// What attention of short rows (attention.c) and of long ones (attention_blocks.c) share.
#pragma once

#include "table.h"

/// What the backward pass reads and writes; dkey and dvalue begin as zeros.
typedef struct {
  const float *output, *log_sums, *doutput;
  float *dquery, *dkey, *dvalue;
} attention_gradients;

/// The keys that a query of a row sees: first ..< end.
static inline void kernel_visible(const kernel_attention *a, ptrdiff_t row, ptrdiff_t query, ptrdiff_t *first,
                                  ptrdiff_t *end) {
  ptrdiff_t queries = a->offsets[row + 1] - a->offsets[row];
  *end = a->key_counts[row] - (queries - 1 - query);
  *first = a->window > 0 && *end > a->window ? *end - a->window : 0;
}

/// The queries from ..< end of a row, `from` a multiple of 64, for all heads of a key-value head.
void kernel_attend_blocks(
  const kernel_table *table, const kernel_attention *a, ptrdiff_t row, ptrdiff_t shared, ptrdiff_t from, ptrdiff_t end,
  float *output, float *log_sums);

/// The heads head ..< end_head of a row, all of one key-value head.
void kernel_attend_blocks_backward(
  const kernel_table *table, const kernel_attention *a, ptrdiff_t row, ptrdiff_t head, ptrdiff_t end_head,
  const attention_gradients *gradients);
