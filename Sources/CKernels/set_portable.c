// Plain C for any processor: the reference the other sets are tested against.
#include "table.h"
#include "vectors.h"

#define LANES 4
#define TILE_ROWS 4
#define TILE_VECTORS 2
#include "vectors.body.h"
#include "pack.body.h"
#include "product.body.h"
#include "quantised.body.h"
#include "rows.body.h"
#include "attention.body.h"
#include "optimizer.body.h"
#include "low_rank.body.h"
#include "limits.body.h"
#include "table.body.h"

const kernel_table kernel_table_portable = {
  .float32 = {.tile_rows = TILE_ROWS, .tile_columns = TILE_COLUMNS, .depth_block = 512, .deep_block = 512, .panels_per_task = 4, .tile = tile, .pack = pack},
  .dot_blocks = dot_blocks,
  SHARED_LOOPS,
};
