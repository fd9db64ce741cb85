// Matrix products: the left operand is packed into tiles of rows once per stretch of depth, then tasks of columns
// pack their part of the right operand block by block and run the tiles over all rows. Where there are too few columns
// for that, tasks share rows too, and the right operand is packed beforehand, once for all.
#include "table.h"

enum { STRETCH = 4096, PANELS_PER_TASK = 4 };

typedef struct {
  const kernel_product *product;
  const kernel_table *table;
  const product_kernels *kernels;
  int is_paired;             // pairs of bfloat16 instead of floats
  int rounds;
  char *left;                // the packed stretch of the left operand, block after block
  char *right;               // the same of the right operand, panel after panel, or null
  ptrdiff_t stretch_start, stretch_depth;
  ptrdiff_t tiles;           // of rows
  ptrdiff_t row_parts, column_parts;
} plan;

static ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }
static ptrdiff_t divided_up(ptrdiff_t a, ptrdiff_t b) { return (a + b - 1) / b; }

/// Where tile `tile` of `tiles` begins: heights differ by one at most.
static ptrdiff_t tile_begin(const plan *p, ptrdiff_t tile) { return p->product->rows * tile / p->tiles; }

/// Bytes of `lines` packed lines over `depth` elements.
static ptrdiff_t packed_bytes(const plan *p, ptrdiff_t lines, ptrdiff_t depth) {
  return p->is_paired ? divided_up(depth, 2) * 2 * lines * 2 : depth * lines * 4;
}

/// The packed rows begin..., over depth block `depth_begin` of the stretch.
static char *packed_left(const plan *p, ptrdiff_t row, ptrdiff_t depth_begin) {
  ptrdiff_t depth = smaller(p->kernels->depth_block, p->stretch_depth - depth_begin);
  return p->left + packed_bytes(p, p->product->rows, depth_begin) + packed_bytes(p, row, depth);
}

static void pack_left_tile(const plan *p, ptrdiff_t tile) {
  const kernel_product *product = p->product;
  ptrdiff_t row = tile_begin(p, tile), rows = tile_begin(p, tile + 1) - row;
  for (ptrdiff_t k = 0; k < p->stretch_depth; k += p->kernels->depth_block) {
    ptrdiff_t depth = smaller(p->kernels->depth_block, p->stretch_depth - k);
    pack_call call = {
      .source = product->left + row * product->left_row_stride +
        (p->stretch_start + k) * product->left_depth_stride,
      .type = kernel_float32, .line_stride = product->left_row_stride, .depth_stride = product->left_depth_stride,
      .lines = rows, .width = rows, .depth = depth, .rounds = p->rounds,
    };
    p->kernels->pack((float *)packed_left(p, row, k), &call);
  }
}

static void pack_right_panel(const plan *p, char *packed, ptrdiff_t column, ptrdiff_t columns, ptrdiff_t k,
                             ptrdiff_t depth) {
  const kernel_product *product = p->product;
  ptrdiff_t size = product->right_type == kernel_float32 ? 4 : 2;
  ptrdiff_t first = column * product->right_column_stride + k * product->right_depth_stride;
  pack_call call = {
    .source = (const char *)product->right + (kernel_is_blocks(product->right_type) ? 0 : size * first),
    .type = product->right_type, .line_stride = product->right_column_stride,
    .depth_stride = product->right_depth_stride, .lines = columns, .width = p->kernels->tile_columns,
    .depth = depth, .rounds = p->rounds,
  };
  if (kernel_is_blocks(product->right_type)) kernel_pack_blocks(p->table, p->is_paired, packed, &call, first);
  else p->kernels->pack((float *)packed, &call);
}

/// A panel's packed columns over the depth block at `k` of the stretch, where the right operand is packed beforehand.
static char *packed_right(const plan *p, ptrdiff_t column, ptrdiff_t k) {
  ptrdiff_t wide = p->kernels->tile_columns, panel = packed_bytes(p, wide, p->stretch_depth);
  return p->right + column / wide * panel + packed_bytes(p, wide, k);
}

/// One tile of the left operand, or one panel of the right one.
static void pack_part(void *context, ptrdiff_t task) {
  const plan *p = context;
  if (task < p->tiles) {
    pack_left_tile(p, task);
    return;
  }
  ptrdiff_t wide = p->kernels->tile_columns, column = (task - p->tiles) * wide;
  for (ptrdiff_t k = 0; k < p->stretch_depth; k += p->kernels->depth_block)
    pack_right_panel(p, packed_right(p, column, k), column, smaller(wide, p->product->columns - column),
                     p->stretch_start + k, smaller(p->kernels->depth_block, p->stretch_depth - k));
}

/// Share `share` of `shares` of the lines that packing the right operand's block at `k` of the stretch will read.
static memory_ahead lines_ahead(const plan *p, ptrdiff_t column, ptrdiff_t column_end, ptrdiff_t k, ptrdiff_t share,
                                ptrdiff_t shares) {
  const kernel_product *product = p->product;
  ptrdiff_t size = product->right_type == kernel_float32 ? 4 : 2, columns = column_end - column;
  if (p->right || k >= p->stretch_depth || kernel_is_blocks(product->right_type)) return (memory_ahead){0};
  ptrdiff_t depth = smaller(p->kernels->depth_block, p->stretch_depth - k);
  int is_turned = product->right_depth_stride == 1;
  ptrdiff_t runs = is_turned ? columns : depth;
  ptrdiff_t lines = runs * divided_up(size * (is_turned ? depth : columns), 64);
  ptrdiff_t stride = size * (is_turned ? product->right_column_stride : product->right_depth_stride);
  ptrdiff_t first = lines * share / shares;
  const char *source = (const char *)product->right +
    size * (column * product->right_column_stride + (p->stretch_start + k) * product->right_depth_stride);
  return (memory_ahead){
    .line = source + first % runs * stride + first / runs * 64, .stride = stride, .run = first % runs, .runs = runs,
    .count = lines * (share + 1) / shares - first};
}

/// All tiles of some rows against packed panels, `panel_bytes` apart, of some columns over one depth block.
static void multiply_block(const plan *p, const char *panels, ptrdiff_t panel_bytes, ptrdiff_t column,
                           ptrdiff_t column_end, ptrdiff_t first_tile, ptrdiff_t last_tile, ptrdiff_t k,
                           ptrdiff_t depth) {
  const kernel_product *product = p->product;
  ptrdiff_t wide = p->kernels->tile_columns;
  int is_first = p->stretch_start + k == 0;
  tile_call call = {
    .depth = p->is_paired ? divided_up(depth, 2) : depth, .result_stride = product->result_stride,
    .scale = product->scale,
    .start = product->accumulate || !is_first ? tile_add : product->bias ? tile_add_bias : tile_overwrite,
  };
  ptrdiff_t share = 0, shares = (last_tile - first_tile) * divided_up(column_end - column, wide);
  for (ptrdiff_t tile = first_tile; tile < last_tile; tile++) {
    ptrdiff_t row = tile_begin(p, tile);
    call.rows = (int)(tile_begin(p, tile + 1) - row);
    call.left = packed_left(p, row, k);
    for (ptrdiff_t c = column; c < column_end; c += wide) {
      call.columns = (int)smaller(wide, column_end - c);
      call.right = panels + (c - column) / wide * panel_bytes;
      call.result = product->result + row * product->result_stride + c;
      call.bias = product->bias ? product->bias + c : NULL;
      call.ahead = lines_ahead(p, column, column_end, k + depth, share++, shares);
      p->kernels->tile(&call);
    }
  }
}

static void multiply_part(void *context, ptrdiff_t task) {
  const plan *p = context;
  const kernel_product *product = p->product;
  ptrdiff_t wide = p->kernels->tile_columns, panels = divided_up(product->columns, wide);
  ptrdiff_t part = task / p->row_parts, row_part = task % p->row_parts;
  ptrdiff_t column = panels * part / p->column_parts * wide;
  ptrdiff_t column_end = smaller(panels * (part + 1) / p->column_parts * wide, product->columns);
  ptrdiff_t first = p->tiles * row_part / p->row_parts, last = p->tiles * (row_part + 1) / p->row_parts;
  char *packed = p->right ? NULL : kernel_scratch(1, (size_t)packed_bytes(p, wide, p->kernels->depth_block) *
    (size_t)divided_up(column_end - column, wide));
  for (ptrdiff_t k = 0; k < p->stretch_depth; k += p->kernels->depth_block) {
    ptrdiff_t depth = smaller(p->kernels->depth_block, p->stretch_depth - k);
    ptrdiff_t panel_bytes = packed_bytes(p, wide, p->right ? p->stretch_depth : depth);
    for (ptrdiff_t c = column; packed && c < column_end; c += wide)
      pack_right_panel(p, packed + (c - column) / wide * panel_bytes, c, smaller(wide, column_end - c),
                       p->stretch_start + k, depth);
    multiply_block(p, packed ? packed : packed_right(p, column, k), panel_bytes, column, column_end, first, last, k,
                   depth);
  }
}

/// Nothing to sum: the result is the bias, zeros, or stays.
static void multiply_nothing(const kernel_product *product) {
  if (product->accumulate) return;
  for (ptrdiff_t row = 0; row < product->rows; row++)
    for (ptrdiff_t column = 0; column < product->columns; column++)
      product->result[row * product->result_stride + column] = product->bias ? product->bias[column] : 0;
}

void kernel_multiply(const kernel_product *product) { kernel_multiply_with(kernel_table_in_use(), product); }

void kernel_multiply_with(const kernel_table *table, const kernel_product *product) {
  if (!kernel_multiply_few(table, product)) kernel_multiply_in_panels(table, product);
}

void kernel_multiply_in_panels(const kernel_table *table, const kernel_product *product) {
  if (product->rows <= 0 || product->columns <= 0) return;
  if (product->depth <= 0) { multiply_nothing(product); return; }
  plan p = {.product = product, .table = table, .kernels = &table->float32, .rounds = product->rounds_to_bfloat16};
  if (product->rounds_to_bfloat16 && table->bfloat16.tile) {
    p.kernels = &table->bfloat16;
    p.is_paired = 1;
  }
  p.tiles = divided_up(product->rows, p.kernels->tile_rows);
  ptrdiff_t panels = divided_up(product->columns, p.kernels->tile_columns);
  p.column_parts = divided_up(panels, PANELS_PER_TASK);
  ptrdiff_t wanted = 4 * kernel_threads();
  p.row_parts = p.column_parts >= wanted ? 1 : smaller(p.tiles, divided_up(wanted, p.column_parts));
  for (p.stretch_start = 0; p.stretch_start < product->depth; p.stretch_start += STRETCH) {
    p.stretch_depth = smaller(STRETCH, product->depth - p.stretch_start);
    p.left = kernel_scratch(0, (size_t)packed_bytes(&p, product->rows, p.stretch_depth) + 64);
    if (p.row_parts > 1)
      p.right = kernel_scratch(1, (size_t)(panels * packed_bytes(&p, p.kernels->tile_columns, p.stretch_depth)));
    kernel_parallel(p.tiles + (p.right ? panels : 0), pack_part, &p);
    kernel_parallel(p.column_parts * p.row_parts, multiply_part, &p);
  }
}
