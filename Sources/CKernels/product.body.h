// The float32 tile and its packing, for TILE_ROWS by TILE_VECTORS vectors of LANES floats.
// Each result is one sum over depth, in order, whatever the tile's height: rows never change each other's bits.

#define TILE_COLUMNS (TILE_VECTORS * LANES)
typedef float lanes __attribute__((vector_size(4 * LANES)));
typedef float loose_lanes __attribute__((vector_size(4 * LANES), aligned(4)));

INLINE void store_row(const tile_call *call, int row, const lanes *sums) {
  float *result = call->result + row * call->result_stride;
  const float *start = call->start ? call->start + row * call->start_stride : NULL;
  const float *addend = call->addend ? call->addend + row * call->addend_stride : NULL;
  if (call->columns == TILE_COLUMNS) {
#pragma clang loop unroll(full)
    for (int v = 0; v < TILE_VECTORS; v++) {
      lanes value = sums[v] * call->scale;
      if (start) value += *(const loose_lanes *)(start + v * LANES);
      if (addend) value += *(const loose_lanes *)(addend + v * LANES);
      *(loose_lanes *)(result + v * LANES) = value;
    }
    return;
  }
  float values[TILE_COLUMNS];
  memcpy(values, sums, sizeof values);
  for (int column = 0; column < call->columns; column++) {
    float value = values[column] * call->scale;
    if (start) value += start[column];
    if (addend) value += addend[column];
    result[column] = value;
  }
}

/// Asks for one line ahead; memory that waits for the tile's arithmetic costs nothing.
INLINE void ask_for_line(memory_ahead *ahead) {
  if (ahead->count-- <= 0) return;
  __builtin_prefetch(ahead->line, 0, 2);
  ahead->line += ahead->stride;
  if (++ahead->run < ahead->runs) return;
  ahead->run = 0;
  ahead->line += 64 - ahead->runs * ahead->stride;
}

/// Asks for the lines that the sums will be added to or written over.
INLINE void ask_for_result(const int rows, const tile_call *call) {
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++)
    for (int line = 0; line < TILE_COLUMNS; line += 16)
      __builtin_prefetch(call->result + row * call->result_stride + line, 1, 3);
}

INLINE void tile_of(const int rows, const int vectors, tile_call *call) {
  lanes sums[TILE_ROWS][TILE_VECTORS];
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++)
#pragma clang loop unroll(full)
    for (int v = 0; v < TILE_VECTORS; v++) sums[row][v] = (lanes){0};
  ask_for_result(rows, call);
  memory_ahead ahead = call->ahead;
  const ptrdiff_t step = call->step;
  for (int stretch = 0; stretch < call->stretches; stretch++) {
    const float *left = call->left[stretch], *right = call->right[stretch];
    const ptrdiff_t depth = call->depth[stretch];
    for (ptrdiff_t k = 0, stop = 0; k < depth; k++, left += rows, right += TILE_COLUMNS) {
      if (k == stop) {
        ask_for_line(&ahead);
        stop += step;
      }
      lanes b[TILE_VECTORS];
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) b[v] = *(const lanes *)(right + v * LANES);
#pragma clang loop unroll(full)
      for (int row = 0; row < rows; row++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) sums[row][v] += left[row] * b[v];
    }
  }
  call->ahead = ahead;
  const tile_call own = *call;  // so that no store is taken to change it
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) store_row(&own, row, sums[row]);
}

/// Defines `name`, which runs `body` with its number of rows, and of vectors, as constants.
#define ROWS_CASE(body, shape, count)                                              \
  case count:                                                                      \
    if ((shape)->columns > LANES) body(count, TILE_VECTORS, call);                 \
    else body(count, 1, call);                                                     \
    break;
#if TILE_ROWS > 6
#define MORE_ROWS(body, shape)                                                     \
  ROWS_CASE(body, shape, 7) ROWS_CASE(body, shape, 8) ROWS_CASE(body, shape, 9)    \
  ROWS_CASE(body, shape, 10) ROWS_CASE(body, shape, 11) ROWS_CASE(body, shape, 12) \
  ROWS_CASE(body, shape, 13) ROWS_CASE(body, shape, 14)
#else
#define MORE_ROWS(body, shape)
#endif
#define DISPATCH_ON_ROWS(name, body, call_type, shape)                             \
  static void name(call_type *call) {                                              \
    switch ((shape)->rows) {                                                       \
      ROWS_CASE(body, shape, 1) ROWS_CASE(body, shape, 2) ROWS_CASE(body, shape, 3)\
      ROWS_CASE(body, shape, 4) ROWS_CASE(body, shape, 5) ROWS_CASE(body, shape, 6)\
      MORE_ROWS(body, shape)                                                       \
    }                                                                              \
  }

DISPATCH_ON_ROWS(tile, tile_of, tile_call, call)

/// The same sums with a left operand of any strides: three rows share an address.
INLINE void open_tile_of(const int rows, const int vectors, const open_tile_call *call) {
  lanes sums[TILE_ROWS][TILE_VECTORS];
  const float *left[(TILE_ROWS + 2) / 3], *right = call->right;
  const ptrdiff_t row_stride = call->row_stride, depth_stride = call->depth_stride;
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) {
    if (row % 3 == 0) left[row / 3] = call->left + row * row_stride;
#pragma clang loop unroll(full)
    for (int v = 0; v < TILE_VECTORS; v++) sums[row][v] = (lanes){0};
  }
  for (ptrdiff_t k = 0; k < call->depth; k++, right += TILE_COLUMNS) {
    lanes b[TILE_VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) b[v] = *(const loose_lanes *)(right + v * LANES);
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++)
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) sums[row][v] += left[row / 3][row % 3 * row_stride] * b[v];
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row += 3) left[row / 3] += depth_stride;
  }
  const tile_call own = call->tile;
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) store_row(&own, row, sums[row]);
}

DISPATCH_ON_ROWS(open_tile, open_tile_of, const open_tile_call, &call->tile)
