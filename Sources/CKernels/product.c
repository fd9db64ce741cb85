// Matrix products: the left operands are packed into tiles of rows once, then tasks of columns pack their part of the
// right operands block by block and run the tiles over all rows. Where there are too few columns for that, tasks share
// rows too, and the right operands are packed beforehand, once for all. The blocks, and so the order of every sum, depend
// on the shapes and the set only; what is in memory at once (a pass) is a run of blocks.
#include "table.h"

#include <string.h>

enum { PASS_BYTES = 3 << 20, PACKED_PASS_BYTES = 3 << 20, SHORT_DEPTH = 64, PANELS_PER_PACK = 4, MOST_TERMS = 1 + kernel_most_terms };

/// A stretch of a term's depth, and its packed rows of the left operand.
typedef struct {
  int term;
  ptrdiff_t start, depth;
  char *left;
} stretch;

/// What is summed before a result is written: a stretch of a long term, and the short terms that follow it.
typedef struct {
  stretch stretches[KERNEL_STRETCHES];
  int count;
  ptrdiff_t words;   // of a packed line: elements, or pairs
  ptrdiff_t offset;  // words of the pass's blocks before this one
} block;

typedef struct {
  const kernel_product *product;
  kernel_term terms[MOST_TERMS];
  block *blocks;
  ptrdiff_t block_count, panels, column_parts, first_part;
  char *right;           // the packed right operands of the pass, panel after panel, or null
  ptrdiff_t pass_words;
} panel_product;

typedef struct {
  const kernel_table *table;
  const product_kernels *kernels;
  int is_paired;         // pairs of bfloat16 instead of floats
  int rounds, count;
  ptrdiff_t rows, tiles, row_parts, parts;
  ptrdiff_t first_block, last_block;
  stretch **to_pack;     // what the pass packs of the left operands
  const panel_product **owners;
  ptrdiff_t to_pack_count;
  panel_product products[KERNEL_PRODUCTS_TOGETHER];
} plan;

static ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }
static ptrdiff_t divided_up(ptrdiff_t a, ptrdiff_t b) { return (a + b - 1) / b; }
static ptrdiff_t words_of(const plan *p, ptrdiff_t depth) { return p->is_paired ? divided_up(depth, 2) : depth; }
static ptrdiff_t element_size(kernel_element type) { return type == kernel_float32 ? 4 : 2; }

/// Where tile `tile` of `tiles` begins: heights differ by one at most.
static ptrdiff_t tile_begin(const plan *p, ptrdiff_t tile) { return p->rows * tile / p->tiles; }

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

// MARK: Packing

static void pack_left_tile(const plan *p, const panel_product *part, const stretch *s, ptrdiff_t tile) {
  const kernel_term *term = part->terms + s->term;
  ptrdiff_t row = tile_begin(p, tile), rows = tile_begin(p, tile + 1) - row;
  pack_call call = {
    .source = term->left + row * term->left_row_stride + s->start * term->left_depth_stride, .type = kernel_float32,
    .line_stride = term->left_row_stride, .depth_stride = term->left_depth_stride, .lines = rows, .width = rows,
    .depth = s->depth, .rounds = p->rounds,
  };
  p->kernels->pack((float *)(s->left + 4 * row * words_of(p, s->depth)), &call);
}

/// Packs some columns of a block's right operands, stretch after stretch.
static void pack_right_panel(const plan *p, const panel_product *part, const block *b, char *packed, ptrdiff_t column,
                             ptrdiff_t columns) {
  for (int i = 0; i < b->count; i++) {
    const stretch *s = b->stretches + i;
    const kernel_term *term = part->terms + s->term;
    ptrdiff_t first = column * term->right_column_stride + s->start * term->right_depth_stride;
    int is_blocks = kernel_is_blocks(term->right_type);
    pack_call call = {
      .source = (const char *)term->right + (is_blocks ? 0 : element_size(term->right_type) * first),
      .type = term->right_type, .line_stride = term->right_column_stride, .depth_stride = term->right_depth_stride,
      .lines = columns, .width = p->kernels->tile_columns, .depth = s->depth, .rounds = p->rounds,
    };
    if (is_blocks) kernel_pack_blocks(p->table, p->is_paired, packed, &call, first);
    else p->kernels->pack((float *)packed, &call);
    packed += 4 * p->kernels->tile_columns * words_of(p, s->depth);
  }
}

/// A panel over a block, where the right operands are packed beforehand.
static char *packed_right(const plan *p, const panel_product *part, const block *b, ptrdiff_t column) {
  return part->right + 4 * (column * part->pass_words + p->kernels->tile_columns * b->offset);
}

/// How many tasks pack a product's right operands: some panels of a block each.
static ptrdiff_t packs_of(const plan *p, const panel_product *part) {
  return smaller(p->last_block, part->block_count) > p->first_block
    ? (smaller(p->last_block, part->block_count) - p->first_block) * divided_up(part->panels, PANELS_PER_PACK) : 0;
}

/// One tile of a stretch of a left operand, or some panels of a right one.
static void pack_part(void *context, ptrdiff_t task) {
  const plan *p = context;
  ptrdiff_t lefts = p->to_pack_count * p->tiles;
  if (task < lefts) {
    pack_left_tile(p, p->owners[task / p->tiles], p->to_pack[task / p->tiles], task % p->tiles);
    return;
  }
  task -= lefts;
  const panel_product *part = p->products;
  for (; task >= packs_of(p, part); part++) task -= packs_of(p, part);
  ptrdiff_t groups = divided_up(part->panels, PANELS_PER_PACK), wide = p->kernels->tile_columns;
  const block *b = part->blocks + p->first_block + task / groups;
  ptrdiff_t column = task % groups * PANELS_PER_PACK * wide;
  ptrdiff_t end = smaller(column + PANELS_PER_PACK * wide, part->product->columns);
  for (; column < end; column += wide)
    pack_right_panel(p, part, b, packed_right(p, part, b, column), column, smaller(wide, end - column));
}

// MARK: Multiplying

/// Some columns of a product.
typedef struct {
  const panel_product *part;
  ptrdiff_t begin, end;
} column_range;

static column_range columns_of(const plan *p, ptrdiff_t index) {
  const panel_product *part = p->products;
  while (index >= part->first_part + part->column_parts) part++;
  ptrdiff_t wide = p->kernels->tile_columns, own = index - part->first_part;
  return (column_range){
    part, part->panels * own / part->column_parts * wide,
    smaller(part->panels * (own + 1) / part->column_parts * wide, part->product->columns)};
}

/// Share `share` of `shares` of the lines that packing a block's right operand for some columns will read.
static memory_ahead lines_ahead(const plan *p, column_range range, const block *b, ptrdiff_t share, ptrdiff_t shares) {
  if (!b) return (memory_ahead){0};
  const stretch *s = b->stretches;
  const kernel_term *term = range.part->terms + s->term;
  if (kernel_is_blocks(term->right_type)) return (memory_ahead){0};
  ptrdiff_t size = element_size(term->right_type), columns = range.end - range.begin;
  int is_turned = term->right_depth_stride == 1;
  ptrdiff_t runs = is_turned ? columns : s->depth;
  ptrdiff_t lines = runs * divided_up(size * (is_turned ? s->depth : columns), 64);
  ptrdiff_t stride = size * (is_turned ? term->right_column_stride : term->right_depth_stride);
  ptrdiff_t first = lines * share / shares;
  const char *source = (const char *)term->right +
    size * (range.begin * term->right_column_stride + s->start * term->right_depth_stride);
  return (memory_ahead){
    .line = source + first % runs * stride + first / runs * 64, .stride = stride, .run = first % runs, .runs = runs,
    .count = lines * (share + 1) / shares - first};
}

/// What will be packed after a block: that of the same columns, or the first of columns that come next.
typedef struct {
  column_range range;
  const block *block;
} upcoming;

/// All tiles of some rows against packed panels, `panel_bytes` apart, of some columns over one block.
static void multiply_block(const plan *p, column_range range, const block *b, const char *panels,
                           ptrdiff_t panel_bytes, ptrdiff_t first_tile, ptrdiff_t last_tile, upcoming next) {
  const kernel_product *product = range.part->product;
  ptrdiff_t wide = p->kernels->tile_columns;
  int is_first = b == range.part->blocks;
  tile_call call = {
    .stretches = b->count, .result_stride = product->result_stride, .scale = product->scale,
    .start = product->accumulate || !is_first ? tile_add : product->bias ? tile_add_bias : tile_overwrite,
  };
  for (int s = 0; s < b->count; s++) call.depth[s] = words_of(p, b->stretches[s].depth);
  ptrdiff_t share = 0, shares = (last_tile - first_tile) * divided_up(range.end - range.begin, wide);
  for (ptrdiff_t tile = first_tile; tile < last_tile; tile++) {
    ptrdiff_t row = tile_begin(p, tile);
    call.rows = (int)(tile_begin(p, tile + 1) - row);
    for (int s = 0; s < b->count; s++) call.left[s] = b->stretches[s].left + 4 * row * call.depth[s];
    for (ptrdiff_t c = range.begin; c < range.end; c += wide) {
      const char *right = panels + (c - range.begin) / wide * panel_bytes;
      for (int s = 0; s < b->count; right += 4 * wide * call.depth[s++]) call.right[s] = right;
      call.columns = (int)smaller(wide, range.end - c);
      call.result = product->result + row * product->result_stride + c;
      call.bias = product->bias ? product->bias + c : NULL;
      call.ahead = lines_ahead(p, next.range, next.block, share++, shares);
      p->kernels->tile(&call);
    }
  }
}

static void multiply_part(void *context, ptrdiff_t task) {
  const plan *p = context;
  ptrdiff_t wide = p->kernels->tile_columns, index = task / p->row_parts, row_part = task % p->row_parts;
  column_range range = columns_of(p, index);
  const panel_product *part = range.part;
  ptrdiff_t first = p->tiles * row_part / p->row_parts, last = p->tiles * (row_part + 1) / p->row_parts;
  ptrdiff_t most_words = kernel_block_depth(p->kernels, 0) + (KERNEL_STRETCHES - 1) * SHORT_DEPTH;
  char *packed = part->right ? NULL : kernel_scratch(1, (size_t)(4 * wide * words_of(p, most_words) *
    divided_up(range.end - range.begin, wide)));
  ptrdiff_t last_block = smaller(p->last_block, part->block_count);
  for (ptrdiff_t i = p->first_block; i < last_block; i++) {
    const block *b = part->blocks + i;
    upcoming next = {range, i + 1 < last_block ? b + 1 : NULL};
    if (!next.block && index + kernel_threads() < p->parts) {  // tasks are handed out in turns
      next.range = columns_of(p, index + kernel_threads());
      if (p->first_block < next.range.part->block_count) next.block = next.range.part->blocks + p->first_block;
    }
    if (!packed) {
      multiply_block(p, range, b, packed_right(p, part, b, range.begin), 4 * wide * part->pass_words, first, last,
                     (upcoming){0});
      continue;
    }
    ptrdiff_t panel_bytes = 4 * wide * b->words;
    for (ptrdiff_t c = range.begin; c < range.end; c += wide)
      pack_right_panel(p, part, b, packed + (c - range.begin) / wide * panel_bytes, c, smaller(wide, range.end - c));
    multiply_block(p, range, b, packed, panel_bytes, first, last, next);
  }
}

// MARK: Passes

/// Nothing to sum: the result is the bias, zeros, or stays.
static void multiply_nothing(const kernel_product *product) {
  if (product->accumulate) return;
  for (ptrdiff_t row = 0; row < product->rows; row++)
    for (ptrdiff_t column = 0; column < product->columns; column++)
      product->result[row * product->result_stride + column] = product->bias ? product->bias[column] : 0;
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

/// Finds the end of a pass that begins at a block, and room for what it packs.
static void begin_pass(plan *p, ptrdiff_t first, char *left_room) {
  p->first_block = first;
  p->to_pack_count = 0;
  ptrdiff_t longest = 0, bytes = 0, index = first, most = p->row_parts > 1 ? packed_pass_bytes(p) : PASS_BYTES;
  for (int i = 0; i < p->count; i++) {
    p->products[i].pass_words = 0;
    longest = p->products[i].block_count > longest ? p->products[i].block_count : longest;
  }
  for (; index < longest; index++) {
    ptrdiff_t wanted = 4 * p->rows * p->products->blocks[smaller(index, p->products->block_count - 1)].words;
    if (p->count == 1 && index > first && bytes + wanted > most) break;
    for (int i = 0; i < p->count; i++) {
      panel_product *part = p->products + i;
      if (index >= part->block_count) continue;
      block *b = part->blocks + index;
      b->offset = part->pass_words;
      part->pass_words += b->words;
      for (int s = 0; s < b->count; s++) {
        const stretch *before = packed_before(p, i, index, b->stretches + s);
        b->stretches[s].left = before ? before->left : left_room + bytes;
        if (before) continue;
        bytes += (4 * p->rows * words_of(p, b->stretches[s].depth) + 63) / 64 * 64;
        p->owners[p->to_pack_count] = part;
        p->to_pack[p->to_pack_count++] = b->stretches + s;
      }
    }
  }
  p->last_block = index;
}

/// The bytes that the left operands of a pass take at most.
static ptrdiff_t left_bytes(const plan *p) {
  ptrdiff_t bytes = 0, largest = 0;
  for (int i = 0; i < p->count; i++)
    for (ptrdiff_t b = 0; b < p->products[i].block_count; b++) {
      ptrdiff_t block_bytes = 4 * p->rows * p->products[i].blocks[b].words + 64 * KERNEL_STRETCHES;
      bytes += block_bytes;
      largest = block_bytes > largest ? block_bytes : largest;
    }
  if (p->count > 1) return bytes;
  return smaller(bytes, PASS_BYTES + largest);
}

/// How many panels a task packs at once: fewer where there would not be tasks enough.
static ptrdiff_t panels_per_task(const plan *p, ptrdiff_t panels) {
  ptrdiff_t enough = panels / (4 * kernel_threads());
  return enough < 2 ? 2 : smaller(enough, p->kernels->panels_per_task);
}

/// Cuts columns and rows into tasks.
static void share_out(plan *p) {
  ptrdiff_t parts = 0, panels = 0, wanted = 4 * kernel_threads();
  for (int i = 0; i < p->count; i++)
    panels += p->products[i].panels = divided_up(p->products[i].product->columns, p->kernels->tile_columns);
  for (int i = 0; i < p->count; i++) {
    panel_product *part = p->products + i;
    part->column_parts = divided_up(part->panels, panels_per_task(p, panels));
    part->first_part = parts;
    parts += part->column_parts;
  }
  p->parts = parts;
  p->row_parts = parts >= wanted ? 1 : smaller(p->tiles, divided_up(wanted, parts));
}

static void run_passes(plan *p) {
  ptrdiff_t blocks = 0, longest = 0;
  for (int i = 0; i < p->count; i++) {
    ptrdiff_t count = cut(p, p->products + i, term_count(p->products[i].product), NULL);
    p->products[i].block_count = count;
    blocks += count;
    longest = count > longest ? count : longest;
  }
  block *room = kernel_scratch(3, (size_t)blocks * (sizeof(block) + 2 * KERNEL_STRETCHES * sizeof(void *)));
  p->to_pack = (stretch **)(room + blocks);
  p->owners = (const panel_product **)(p->to_pack + KERNEL_STRETCHES * blocks);
  for (int i = 0; i < p->count; i++) {
    p->products[i].blocks = room;
    room += cut(p, p->products + i, term_count(p->products[i].product), room);
  }
  share_out(p);
  char *left_room = kernel_scratch(0, (size_t)left_bytes(p) + 64);
  for (ptrdiff_t first = 0; first < longest; first = p->last_block) {
    begin_pass(p, first, left_room);
    ptrdiff_t packs = 0, bytes = 0;
    for (int i = 0; i < p->count && p->row_parts > 1; i++) {
      packs += packs_of(p, p->products + i);
      bytes += 4 * p->products[i].panels * p->kernels->tile_columns * p->products[i].pass_words;
    }
    char *right = p->row_parts > 1 ? kernel_scratch(1, (size_t)bytes) : NULL;
    for (int i = 0; i < p->count; i++) {
      p->products[i].right = right;
      if (right) right += 4 * p->products[i].panels * p->kernels->tile_columns * p->products[i].pass_words;
    }
    kernel_parallel(p->to_pack_count * p->tiles + packs, pack_part, p);
    kernel_parallel(p->parts * p->row_parts, multiply_part, p);
  }
}

void kernel_multiply(const kernel_product *product) { kernel_multiply_with(kernel_table_in_use(), product); }

void kernel_multiply_with(const kernel_table *table, const kernel_product *product) {
  if (!kernel_multiply_few(table, product)) kernel_multiply_in_panels(table, product, 1);
}

void kernel_multiply_in_panels(const kernel_table *table, const kernel_product *products, int count) {
  plan p = {.table = table, .kernels = &table->float32, .rounds = products->rounds_to_bfloat16, .rows = products->rows};
  if (products->rounds_to_bfloat16 && table->bfloat16.tile) {
    p.kernels = &table->bfloat16;
    p.is_paired = 1;
  }
  p.tiles = divided_up(p.rows, p.kernels->tile_rows);
  ptrdiff_t depth = 0;
  for (int i = 0; i < count; i++)
    for (int term = 0; term < term_count(products + i); term++)
      depth += term == 0 ? products[i].depth : products[i].more[term - 1].depth;
  if (count > 1 && 4 * p.rows * depth > 2 * PASS_BYTES) {  // too much to keep at once
    for (int i = 0; i < count; i++) kernel_multiply_in_panels(table, products + i, 1);
    return;
  }
  for (int i = 0; i < count; i++) {
    if (products[i].rows <= 0 || products[i].columns <= 0) continue;
    if (products[i].depth <= 0) {
      multiply_nothing(products + i);
      continue;
    }
    describe(p.products + p.count++, products + i);
  }
  if (p.count > 0) run_passes(&p);
}
