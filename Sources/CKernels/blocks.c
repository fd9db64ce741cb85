// Weights of blocks, unpacked where they are needed: elements for a table, lines for the panels of a product.
#include "table.h"

ptrdiff_t kernel_block_offset(kernel_element type, ptrdiff_t element) {
  static const ptrdiff_t sizes[] = {18, 20, 22, 24, 34, 144, 176, 210};
  return element / (type < kernel_q4_k ? 32 : 256) * sizes[type - kernel_q4_0];
}

void kernel_unpack(float *y, const void *blocks, kernel_element type, ptrdiff_t first, ptrdiff_t count) {
  kernel_table_in_use()->unpack(y, blocks, type, first, count, 0);
}

/// Depth that is unpacked at a time, so that it is still in the nearest cache when it is packed.
enum { PIECE = 256 };

void kernel_pack_blocks(const kernel_table *table, int is_paired, void *packed, const pack_call *call,
                        ptrdiff_t first) {
  ptrdiff_t size = is_paired ? 2 : 4;
  int is_turned = call->depth_stride == 1;
  char *plain = kernel_scratch(4, (size_t)(size * PIECE * call->lines));
  for (ptrdiff_t k = 0; k < call->depth; k += PIECE) {
    ptrdiff_t depth = call->depth - k < PIECE ? call->depth - k : PIECE;
    ptrdiff_t runs = is_turned ? call->lines : depth, length = is_turned ? depth : call->lines;
    ptrdiff_t start = first + k * call->depth_stride, stride = is_turned ? call->line_stride : call->depth_stride;
    for (ptrdiff_t run = 0; run < runs; run++)
      table->unpack(plain + size * run * length, call->source, call->type, start + run * stride, length, is_paired);
    pack_call piece = *call;
    piece.source = plain;
    piece.type = is_paired ? kernel_bfloat16 : kernel_float32;
    piece.line_stride = is_turned ? length : 1;
    piece.depth_stride = is_turned ? 1 : length;
    piece.depth = depth;
    (is_paired ? table->bfloat16 : table->float32).pack((float *)((char *)packed + size * k * call->width), &piece);
  }
}
