// The float32 tile and its packing, for TILE_ROWS by TILE_VECTORS vectors of LANES floats.
// Each result is one sum over depth, in order, whatever the tile's height: rows never change each other's bits.

#define TILE_COLUMNS (TILE_VECTORS * LANES)
typedef float lanes __attribute__((vector_size(4 * LANES)));
typedef float loose_lanes __attribute__((vector_size(4 * LANES), aligned(4)));

INLINE void store_row(const tile_call *call, int row, const lanes *sums) {
  float *result = call->result + row * call->result_stride;
  if (call->columns == TILE_COLUMNS) {
#pragma clang loop unroll(full)
    for (int v = 0; v < TILE_VECTORS; v++) {
      lanes value = sums[v] * call->scale;
      if (call->start == tile_add) value += *(const loose_lanes *)(result + v * LANES);
      if (call->start == tile_add_bias) value += *(const loose_lanes *)(call->bias + v * LANES);
      *(loose_lanes *)(result + v * LANES) = value;
    }
    return;
  }
  float values[TILE_COLUMNS];
  memcpy(values, sums, sizeof values);
  for (int column = 0; column < call->columns; column++) {
    float value = values[column] * call->scale;
    if (call->start == tile_add) value += result[column];
    if (call->start == tile_add_bias) value += call->bias[column];
    result[column] = value;
  }
}

INLINE void tile_of(const int rows, const tile_call *call) {
  lanes sums[TILE_ROWS][TILE_VECTORS];
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++)
#pragma clang loop unroll(full)
    for (int v = 0; v < TILE_VECTORS; v++) sums[row][v] = (lanes){0};
  const float *left = call->left, *right = call->right;
  for (ptrdiff_t k = 0; k < call->depth; k++, left += rows, right += TILE_COLUMNS) {
    lanes b[TILE_VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < TILE_VECTORS; v++) b[v] = *(const lanes *)(right + v * LANES);
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++)
#pragma clang loop unroll(full)
      for (int v = 0; v < TILE_VECTORS; v++) sums[row][v] += left[row] * b[v];
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) store_row(call, row, sums[row]);
}

static void tile(const tile_call *call) {
  switch (call->rows) {
  case 1: tile_of(1, call); break;
  case 2: tile_of(2, call); break;
  case 3: tile_of(3, call); break;
  case 4: tile_of(4, call); break;
  case 5: tile_of(5, call); break;
  case 6: tile_of(6, call); break;
#if TILE_ROWS > 6
  case 7: tile_of(7, call); break;
  case 8: tile_of(8, call); break;
  case 9: tile_of(9, call); break;
  case 10: tile_of(10, call); break;
  case 11: tile_of(11, call); break;
  case 12: tile_of(12, call); break;
  case 13: tile_of(13, call); break;
  case 14: tile_of(14, call); break;
#endif
  }
}
