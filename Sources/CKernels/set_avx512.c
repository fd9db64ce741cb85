// AVX-512, full width.
#if defined(__x86_64__)
#include "table.h"
#include "vectors.h"

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma,f16c"))), \
                             apply_to = function)
#define LANES 16
#define TILE_ROWS 14
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
#include "avx512.body.h"
#include "few_rows.body.h"
#pragma clang attribute pop

const kernel_table kernel_table_avx512 = {
  .float32 =
    {.tile_rows = TILE_ROWS, .tile_columns = TILE_COLUMNS, .depth_block = 1024, .deep_block = 1024, .panels_per_task = 4, .tile = tile, .pack = pack_wide,
     .few_rows = few_rows},
  .dot_blocks = dot_blocks,
  SHARED_LOOPS,
};
#endif
