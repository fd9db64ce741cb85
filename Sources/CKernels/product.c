// Matrix products: the left operands are packed into tiles of rows once, then tasks of columns pack their part of the
// right operands block by block and run the tiles over all rows (panels.c). Where there are too few columns for that,
// tasks share rows too, and the right operands are packed beforehand, once for all. The blocks, and so the order of every
// sum, depend on the shapes and the set only; what is in memory at once (a pass) is a run of blocks.
#include "product.h"

enum { PASS_BYTES = 3 << 20, PACKED_PASS_BYTES = 3 << 20, PANELS_BYTES = 288 << 10 };

// MARK: Blocks

/// Cuts a product's terms into blocks; only counts them where `blocks` is null.
static ptrdiff_t cut(const plan *p, const panel_product *part, int terms, block *blocks) {
  ptrdiff_t count = 0;
  for (int term = 0; term < terms;) {
    int end = term + 1;
    while (end < terms && end - term < KERNEL_STRETCHES && part->terms[end].depth <= SHORT_DEPTH) end++;
    ptrdiff_t depth = part->terms[term].depth, step = kernel_block_depth(p->kernels, depth);
    for (ptrdiff_t start = 0; start < depth; start += step, count++) {
      if (!blocks) continue;
      block *b = blocks + count;
      *b = (block){.count = 1};
      b->stretches[0] = (stretch){.term = term, .start = start, .depth = smaller(step, depth - start)};
      if (start + step >= depth)
        for (int other = term + 1; other < end; other++)
          b->stretches[b->count++] = (stretch){.term = other, .depth = part->terms[other].depth};
      for (int s = 0; s < b->count; s++) b->words += words_of(p, b->stretches[s].depth);
    }
    term = end;
  }
  return count;
}

static int term_count(const kernel_product *product) { return 1 + product->more_count; }

static void describe(panel_product *part, const kernel_product *product) {
  *part = (panel_product){.product = product};
  part->terms[0] = (kernel_term){
    .depth = product->depth, .left = product->left, .left_row_stride = product->left_row_stride,
    .left_depth_stride = product->left_depth_stride, .right = product->right,
    .right_column_stride = product->right_column_stride, .right_depth_stride = product->right_depth_stride,
    .right_type = product->right_type,
  };
  for (int term = 0; term < product->more_count; term++) part->terms[1 + term] = product->more[term];
}

// MARK: Passes

/// Nothing to sum: the result is the bias, zeros, or stays.
static void multiply_nothing(const kernel_product *product) {
  for (ptrdiff_t row = 0; row < product->rows; row++)
    for (ptrdiff_t column = 0; column < product->columns; column++) {
      float *result = product->result + row * product->result_stride + column;
      if (!product->accumulate) *result = product->bias ? product->bias[column] : 0;
      if (product->addend) *result += product->addend[row * product->addend_stride + column];
    }
}

static int is_same_left(const kernel_term *a, const kernel_term *b) {
  return a->left == b->left && a->left_row_stride == b->left_row_stride &&
    a->left_depth_stride == b->left_depth_stride && a->depth == b->depth;
}

/// Where a stretch of an earlier product packs the same rows.
static const stretch *packed_before(const plan *p, int product, ptrdiff_t index, const stretch *s) {
  for (int other = 0; other < product; other++) {
    if (index >= p->products[other].block_count) continue;
    const stretch *before = p->products[other].blocks[index].stretches;
    const kernel_term *term = p->products[other].terms + before->term;
    if (before->start == s->start && is_same_left(term, p->products[product].terms + s->term)) return before;
  }
  return NULL;
}

/// The bytes of left operands in a pass whose right operand is packed beforehand: both stay near the cores.
static ptrdiff_t packed_pass_bytes(const plan *p) {
  ptrdiff_t columns = p->products->panels * p->kernels->tile_columns;
  return (ptrdiff_t)(PACKED_PASS_BYTES * (double)p->rows / (double)(p->rows + columns));
}

/// The bytes of a block's left operands, in all products that have it.
static ptrdiff_t left_bytes(const plan *p, ptrdiff_t index) {
  ptrdiff_t bytes = 0;
  for (int i = 0; i < p->count; i++) {
    if (index >= p->products[i].block_count) continue;
    const block *b = p->products[i].blocks + index;
    for (int s = 0; s < b->count; s++)
      if (!packed_before(p, i, index, b->stretches + s))
        bytes += (4 * p->rows * words_of(p, b->stretches[s].depth) + 63) / 64 * 64;
  }
  return bytes;
}

/// The end of a pass that begins at a block: as many blocks as may be in memory at once, and one at least.
static ptrdiff_t end_of_pass(const plan *p, ptrdiff_t first, ptrdiff_t *bytes) {
  ptrdiff_t most = p->row_parts > 1 ? packed_pass_bytes(p) : PASS_BYTES, index = first + 1;
  for (*bytes = left_bytes(p, first); index < p->block_count; index++) {
    ptrdiff_t more = left_bytes(p, index);
    if (*bytes + more > most) break;
    *bytes += more;
  }
  return index;
}

/// Finds the end of a pass that begins at a block, and room for what it packs.
static void begin_pass(plan *p, ptrdiff_t first) {
  ptrdiff_t bytes = 0, index = first;
  p->first_block = first;
  p->last_block = end_of_pass(p, first, &bytes);
  p->to_pack_count = 0;
  char *left = kernel_scratch(0, (size_t)bytes);
  for (int i = 0; i < p->count; i++) p->products[i].pass_words = 0;
  for (; index < p->last_block; index++)
    for (int i = 0; i < p->count; i++) {
      panel_product *part = p->products + i;
      if (index >= part->block_count) continue;
      block *b = part->blocks + index;
      b->offset = part->pass_words;
      part->pass_words += b->words;
      for (int s = 0; s < b->count; s++) {
        const stretch *before = packed_before(p, i, index, b->stretches + s);
        b->stretches[s].left = before ? before->left : left;
        if (before) continue;
        left += (4 * p->rows * words_of(p, b->stretches[s].depth) + 63) / 64 * 64;
        p->owners[p->to_pack_count] = part;
        p->to_pack[p->to_pack_count++] = b->stretches + s;
      }
    }
}

/// Cuts columns into tasks that take equally long, of as many panels as stay near a core, at least two for each thread
/// where there are enough; else tasks share rows too.
static void share_out(plan *p) {
  ptrdiff_t words = 0, panels = 0;
  for (int i = 0; i < p->count; i++) {
    panel_product *part = p->products + i;
    part->panels = divided_up(part->product->columns, p->kernels->tile_columns);
    if (i % p->abreast == 0) panels += part->panels;
    for (ptrdiff_t b = 0; b < part->block_count; b++) words = larger_of(words, part->blocks[b].words);
  }
  ptrdiff_t most = PANELS_BYTES / (4 * p->kernels->tile_columns * words * p->abreast);
  most = most < 2 ? 2 : smaller(most, p->kernels->panels_per_task);
  ptrdiff_t own = divided_up(panels, p->threads), turns = larger_of(divided_up(own, most), smaller(own / 2, 2));
  p->panels = panels;
  p->column_parts = smaller(panels, p->threads * larger_of(turns, 1));
  int is_even = own > 1 && 8 * panels >= 7 * own * p->threads;
  p->row_parts = is_even || p->threads == 1 ? 1 : smaller(p->tiles, divided_up(4 * p->threads, p->column_parts));
}

/// Room for the right operands of a pass, where they are packed beforehand.
static void place_right_operands(plan *p) {
  ptrdiff_t bytes = 0, wide = p->kernels->tile_columns;
  for (int i = 0; i < p->count; i++) bytes += 4 * p->products[i].panels * wide * p->products[i].pass_words;
  char *right = kernel_scratch(1, (size_t)bytes);
  for (int i = 0; i < p->count; i++) {
    p->products[i].right = right;
    right += 4 * p->products[i].panels * wide * p->products[i].pass_words;
  }
}

static void run_passes(plan *p) {
  ptrdiff_t blocks = 0;
  for (int i = 0; i < p->count; i++) {
    panel_product *part = p->products + i;
    part->block_count = cut(p, part, term_count(part->product), NULL);
    blocks += part->block_count;
    p->block_count = larger_of(p->block_count, part->block_count);
  }
  block *room = kernel_scratch(3, (size_t)blocks * (sizeof(block) + 2 * KERNEL_STRETCHES * sizeof(void *)));
  p->to_pack = (stretch **)(room + blocks);
  p->owners = (const panel_product **)(p->to_pack + KERNEL_STRETCHES * blocks);
  for (int i = 0; i < p->count; i++) {
    p->products[i].blocks = room;
    room += cut(p, p->products + i, term_count(p->products[i].product), room);
  }
  share_out(p);
  for (ptrdiff_t first = 0; first < p->block_count; first = p->last_block) {
    begin_pass(p, first);
    if (p->row_parts > 1) place_right_operands(p);
    kernel_parallel(kernel_pack_tasks(p), kernel_pack_part, p);
    kernel_parallel(kernel_multiply_tasks(p), kernel_multiply_part, p);
  }
}

static plan plan_of(const kernel_table *table, const kernel_product *first) {
  plan p = {.table = table, .kernels = &table->float32, .rounds = first->rounds_to_bfloat16, .rows = first->rows,
            .abreast = 1, .threads = kernel_threads()};
  if (first->rounds_to_bfloat16 && table->bfloat16.tile) {
    p.kernels = &table->bfloat16;
    p.is_paired = 1;
  }
  p.tiles = divided_up(p.rows, p.kernels->tile_rows);
  return p;
}

static int is_empty(const kernel_product *product) {
  return product->rows <= 0 || product->columns <= 0 || product->depth <= 0;
}

void kernel_multiply(const kernel_product *product) { kernel_multiply_with(kernel_table_in_use(), product); }

void kernel_multiply_with(const kernel_table *table, const kernel_product *product) {
  if (!kernel_multiply_few(table, product)) kernel_multiply_in_panels(table, product, 1);
}

void kernel_multiply_in_panels(const kernel_table *table, const kernel_product *products, int count) {
  plan p = plan_of(table, products);
  for (int i = 0; i < count; i++)
    if (is_empty(products + i)) multiply_nothing(products + i);
    else describe(p.products + p.count++, products + i);
  if (p.count > 0) run_passes(&p);
}

void kernel_multiply_gated(const kernel_product *products, int count, const kernel_gating *gating) {
  const kernel_table *table = kernel_table_in_use();
  ptrdiff_t rows = products->rows, columns = products->columns;
  if (is_empty(products) || rows <= KERNEL_FEW_ROWS) {
    kernel_multiply_each(products, count);
    for (ptrdiff_t row = 0; row < rows; row++) {
      float *result = products->result + row * products->result_stride, *up = gating->up + row * gating->stride;
      ptrdiff_t at = row * gating->stride;
      if (gating->gated) table->gated(gating->gated + at, result, up, columns, gating->kind);
      else table->gated_backward(result, 0, up, 0, result, gating->gate + at, up, columns, gating->kind);
    }
    return;
  }
  plan p = plan_of(table, products);
  p.gating = gating;
  p.abreast = count;
  for (int i = 0; i < count; i++) describe(p.products + p.count++, products + i);
  run_passes(&p);
}
