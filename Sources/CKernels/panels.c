// The tasks of a product: packing, and tiles of rows by panels of columns.
#include "product.h"

static ptrdiff_t element_size(kernel_element type) { return type == kernel_float32 ? 4 : 2; }

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

// MARK: Pieces

/// Some columns of a product, and of those abreast of it, over one block: what is packed and multiplied at once.
typedef struct {
  const panel_product *lead;  // null: nothing
  ptrdiff_t begin, end;       // columns
  ptrdiff_t block;
} piece;

/// The panels of a task, counted through all products: the first tasks have one more where they do not come out even.
static ptrdiff_t first_panel(const plan *p, ptrdiff_t column_part) {
  return p->panels / p->column_parts * column_part + smaller(column_part, p->panels % p->column_parts);
}

/// What lies between two panels and in one product only, over the pass's first block.
static piece piece_between(const plan *p, ptrdiff_t panel, ptrdiff_t end) {
  const panel_product *lead = p->products;
  for (; panel >= lead->panels; lead += p->abreast) panel -= lead->panels, end -= lead->panels;
  ptrdiff_t wide = p->kernels->tile_columns;
  return (piece){lead, panel * wide, smaller(smaller(end, lead->panels) * wide, lead->product->columns), p->first_block};
}

/// The lines that packing a piece will read of one product's right operand.
static memory_ahead lines_of(const plan *p, piece next, int abreast) {
  if (!next.lead || next.block >= next.lead[abreast].block_count) return (memory_ahead){0};
  const panel_product *part = next.lead + abreast;
  const stretch *s = part->blocks[next.block].stretches;
  const kernel_term *term = part->terms + s->term;
  if (kernel_is_blocks(term->right_type) || part->right) return (memory_ahead){0};
  ptrdiff_t size = element_size(term->right_type), columns = next.end - next.begin;
  int is_turned = term->right_depth_stride == 1;
  ptrdiff_t runs = is_turned ? columns : s->depth;
  return (memory_ahead){
    .line = (const char *)term->right +
      size * (next.begin * term->right_column_stride + s->start * term->right_depth_stride),
    .stride = size * (is_turned ? term->right_column_stride : term->right_depth_stride), .runs = runs,
    .count = runs * divided_up(size * (is_turned ? s->depth : columns), 64),
  };
}

/// Asks for what the first tasks will pack: a share of it with each tile that is packed before them.
static void ask_for_first_pieces(const plan *p, ptrdiff_t share, ptrdiff_t shares) {
  for (ptrdiff_t task = 0; task < p->threads && task < p->column_parts; task++)
    for (int abreast = 0; abreast < p->abreast; abreast++) {
      memory_ahead lines = lines_of(p, piece_between(p, first_panel(p, task), first_panel(p, task + 1)), abreast);
      for (ptrdiff_t i = lines.count * share / shares; i < lines.count * (share + 1) / shares; i++)
        __builtin_prefetch(lines.line + i % lines.runs * lines.stride + i / lines.runs * 64, 0, 2);
    }
}

// MARK: Packing beforehand

/// How many tasks pack a product's right operands: some panels of a block each.
static ptrdiff_t packs_of(const plan *p, const panel_product *part) {
  ptrdiff_t blocks = smaller(p->last_block, part->block_count) - p->first_block;
  return part->right && blocks > 0 ? blocks * divided_up(part->panels, PANELS_PER_PACK) : 0;
}

ptrdiff_t kernel_pack_tasks(const plan *p) {
  ptrdiff_t tasks = p->to_pack_count * p->tiles;
  for (int i = 0; i < p->count; i++) tasks += packs_of(p, p->products + i);
  return tasks;
}

void kernel_pack_part(void *context, ptrdiff_t task) {
  const plan *p = context;
  ptrdiff_t lefts = p->to_pack_count * p->tiles;
  if (task < lefts) {
    ask_for_first_pieces(p, task, lefts);
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

ptrdiff_t kernel_multiply_tasks(const plan *p) { return p->column_parts * p->row_parts; }

/// The tiles of one product in a piece: packed panels, what each call has in common, and what it asks for ahead.
typedef struct {
  const panel_product *part;
  const block *block;  // null where the product has fewer blocks
  const char *panels;
  ptrdiff_t panel_bytes;
  tile_call call;
  ptrdiff_t lines, asks;  // ahead: how many are left, and how many a call asks for
} tile_run;

/// Asks for the lines that a tile's results will be added to, or that its gate reads.
static void ask_for_rows(const float *values, ptrdiff_t stride, int rows) {
  if (!values) return;
  for (int row = 0; row < rows; row++, values += stride) {
    __builtin_prefetch(values, 0, 3);
    __builtin_prefetch(values + 16, 0, 3);
  }
}

static tile_run run_of(const plan *p, const panel_product *part, piece current, const char *panels, memory_ahead ahead,
                       ptrdiff_t calls) {
  const kernel_product *product = part->product;
  const block *b = current.block < part->block_count ? part->blocks + current.block : NULL;
  tile_run run = {
    .part = part, .block = b, .panels = panels,
    .call = {.result_stride = product->result_stride, .scale = product->scale, .ahead = ahead},
  };
  if (!b) return run;
  run.panel_bytes = 4 * p->kernels->tile_columns * (part->right ? part->pass_words : b->words);
  run.call.stretches = b->count;
  for (int s = 0; s < b->count; s++) run.call.depth[s] = words_of(p, b->stretches[s].depth);
  run.lines = ahead.count;
  run.asks = divided_up(ahead.count, calls);
  run.call.step = run.asks > 0 ? larger_of(4, run.call.depth[0] / run.asks) : run.call.depth[0];
  return run;
}

static void run_tile(const plan *p, tile_run *run, ptrdiff_t row, int rows, ptrdiff_t begin, ptrdiff_t column, int columns) {
  const kernel_product *product = run->part->product;
  tile_call *call = &run->call;
  ptrdiff_t wide = p->kernels->tile_columns;
  int is_first = run->block == run->part->blocks, is_last = run->block == run->part->blocks + run->part->block_count - 1;
  call->rows = rows;
  call->columns = columns;
  const char *right = run->panels + (column - begin) / wide * run->panel_bytes;
  for (int s = 0; s < run->block->count; s++) {
    call->left[s] = run->block->stretches[s].left + 4 * row * call->depth[s];
    call->right[s] = right;
    right += 4 * wide * call->depth[s];
  }
  call->result = product->result + row * product->result_stride + column;
  call->start = NULL;
  if (product->accumulate || !is_first) call->start = call->result, call->start_stride = call->result_stride;
  else if (product->bias) call->start = product->bias + column, call->start_stride = 0;
  call->addend = is_last && product->addend ? product->addend + row * product->addend_stride + column : NULL;
  call->addend_stride = product->addend_stride;
  call->ahead.count = smaller(run->asks, run->lines);
  run->lines -= call->ahead.count;
  ask_for_rows(call->addend, call->addend_stride, rows);
  p->kernels->tile(call);
}

/// Gates what a tile has left in the results of a piece's products.
static void gate_tile(const plan *p, const panel_product *lead, ptrdiff_t row, int rows, ptrdiff_t column, int columns) {
  const kernel_gating *g = p->gating;
  for (int i = 0; i < rows; i++) {
    ptrdiff_t at = (row + i) * g->stride + column;
    float *result = lead->product->result + (row + i) * lead->product->result_stride + column;
    if (g->gated) p->table->gated(g->gated + at, result, g->up + at, columns, g->kind);
    else p->table->gated_backward(result, 0, g->up + at, 0, result, g->gate + at, g->up + at, columns, g->kind);
  }
}

/// All tiles of some rows against the packed panels of a piece.
static void multiply_piece(const plan *p, piece current, const char *const *panels, ptrdiff_t first_tile,
                           ptrdiff_t last_tile, piece next) {
  ptrdiff_t wide = p->kernels->tile_columns;
  ptrdiff_t calls = (last_tile - first_tile) * divided_up(current.end - current.begin, wide);
  int is_last = current.block == p->block_count - 1;
  const kernel_gating *reads = p->gating && is_last && !p->gating->gated ? p->gating : NULL;
  tile_run runs[2];
  for (int i = 0; i < p->abreast; i++)
    runs[i] = run_of(p, current.lead + i, current, panels[i], lines_of(p, next, i), calls);
  for (ptrdiff_t tile = first_tile; tile < last_tile; tile++) {
    ptrdiff_t row = tile_begin(p, tile);
    int rows = (int)(tile_begin(p, tile + 1) - row);
    for (ptrdiff_t c = current.begin; c < current.end; c += wide) {
      int columns = (int)smaller(wide, current.end - c);
      if (reads) {
        ask_for_rows(reads->gate + row * reads->stride + c, reads->stride, rows);
        ask_for_rows(reads->up + row * reads->stride + c, reads->stride, rows);
      }
      for (int i = 0; i < p->abreast; i++)
        if (runs[i].block) run_tile(p, runs + i, row, rows, current.begin, c, columns);
      if (p->gating && is_last) gate_tile(p, current.lead, row, rows, c, columns);
    }
  }
}

/// A piece whose right operands are packed here, or were before.
static void pack_and_multiply(const plan *p, piece current, ptrdiff_t first_tile, ptrdiff_t last_tile, piece next) {
  ptrdiff_t wide = p->kernels->tile_columns;
  const char *panels[2] = {NULL, NULL};
  ptrdiff_t bytes[2] = {0, 0};
  for (int i = 0; i < p->abreast; i++)
    if (current.block < current.lead[i].block_count && !current.lead[i].right)
      bytes[i] = 4 * current.lead[i].blocks[current.block].words * divided_up(current.end - current.begin, wide) * wide;
  char *room = bytes[0] + bytes[1] > 0 ? kernel_scratch(1, (size_t)(bytes[0] + bytes[1])) : NULL;
  for (int i = 0; i < p->abreast; room += bytes[i++]) {
    const panel_product *part = current.lead + i;
    if (current.block >= part->block_count) continue;
    const block *b = part->blocks + current.block;
    panels[i] = part->right ? packed_right(p, part, b, current.begin) : room;
    if (part->right) continue;
    ptrdiff_t panel_bytes = 4 * wide * b->words;
    for (ptrdiff_t c = current.begin; c < current.end; c += wide)
      pack_right_panel(p, part, b, room + (c - current.begin) / wide * panel_bytes, c, smaller(wide, current.end - c));
  }
  multiply_piece(p, current, panels, first_tile, last_tile, next);
}

void kernel_multiply_part(void *context, ptrdiff_t task) {
  const plan *p = context;
  ptrdiff_t column_part = task / p->row_parts, row_part = task % p->row_parts;
  ptrdiff_t first = p->tiles * row_part / p->row_parts, last = p->tiles * (row_part + 1) / p->row_parts;
  ptrdiff_t panel = first_panel(p, column_part), end = first_panel(p, column_part + 1);
  while (panel < end) {
    piece current = piece_between(p, panel, end), next = {0};
    panel += divided_up(current.end - current.begin, p->kernels->tile_columns);
    if (panel < end) next = piece_between(p, panel, end);
    else if (column_part + p->threads < p->column_parts)  // tasks are handed out in turns
      next = piece_between(p, first_panel(p, column_part + p->threads), first_panel(p, column_part + p->threads + 1));
    ptrdiff_t blocks = current.lead->block_count;
    for (int i = 1; i < p->abreast; i++) blocks = larger_of(blocks, current.lead[i].block_count);
    blocks = smaller(blocks, p->last_block);
    for (; current.block < blocks; current.block++) {
      piece deeper = current;
      deeper.block++;
      pack_and_multiply(p, current, first, last, deeper.block < blocks ? deeper : next);
    }
  }
}
