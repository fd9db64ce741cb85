// What low-rank adapters multiply beside the layers' own products: long rows with a few.
#include "table.h"

enum { TOKENS_PER_TASK = 24, COLUMNS_PER_TASK = 512, TURN_PER_TASK = 4096 };

typedef struct {
  const kernel_table *table;
  project_call project;
  gather_call gather;
  ptrdiff_t columns_per_task;
} low_rank_work;

static ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }
static ptrdiff_t divided_up(ptrdiff_t a, ptrdiff_t b) { return (a + b - 1) / b; }

static void project_part(void *context, ptrdiff_t task) {
  const low_rank_work *work = context;
  ptrdiff_t token = task * TOKENS_PER_TASK;
  work->table->project(&work->project, token, smaller(token + TOKENS_PER_TASK, work->project.tokens));
}

void kernel_project(float *y, const float *x, const float *a, ptrdiff_t tokens, ptrdiff_t features, ptrdiff_t rank,
                    float scale) {
  low_rank_work work = {
    .table = kernel_table_in_use(),
    .project = {.y = y, .x = x, .a = a, .tokens = tokens, .features = features, .rank = rank, .scale = scale}};
  kernel_parallel(divided_up(tokens, TOKENS_PER_TASK), project_part, &work);
}

static void gather_part(void *context, ptrdiff_t task) {
  const low_rank_work *work = context;
  ptrdiff_t column = task * work->columns_per_task;
  work->table->gather(&work->gather, column, smaller(column + work->columns_per_task, work->gather.features));
}

void kernel_gather_outer(float *g, const float *p, const float *x, ptrdiff_t tokens, ptrdiff_t features,
                         ptrdiff_t rank) {
  low_rank_work work = {
    .table = kernel_table_in_use(),
    .gather = {.g = g, .p = p, .x = x, .tokens = tokens, .features = features, .rank = rank}};
  ptrdiff_t share = divided_up(divided_up(features, 4 * kernel_threads()), 64) * 64;
  work.columns_per_task = smaller(share, COLUMNS_PER_TASK);
  kernel_parallel(divided_up(features, work.columns_per_task), gather_part, &work);
}

typedef struct {
  float *y;
  const float *x;
  ptrdiff_t rows, columns;
  int accumulate;
} turn_work;

static void turn_part(void *context, ptrdiff_t task) {
  const turn_work *work = context;
  ptrdiff_t end = smaller((task + 1) * TURN_PER_TASK, work->rows);
  for (ptrdiff_t row = task * TURN_PER_TASK; row < end; row++)
    for (ptrdiff_t column = 0; column < work->columns; column++) {
      float *y = work->y + column * work->rows + row, x = work->x[row * work->columns + column];
      *y = work->accumulate ? *y + x : x;
    }
}

static void turn_back_part(void *context, ptrdiff_t task) {
  const turn_work *work = context;
  ptrdiff_t end = smaller((task + 1) * TURN_PER_TASK, work->columns);
  for (ptrdiff_t column = task * TURN_PER_TASK; column < end; column++)
    for (ptrdiff_t row = 0; row < work->rows; row++) {
      float *y = work->y + column * work->rows + row, x = work->x[row * work->columns + column];
      *y = work->accumulate ? *y + x : x;
    }
}

void kernel_transpose(float *y, const float *x, ptrdiff_t rows, ptrdiff_t columns, int accumulate) {
  turn_work work = {y, x, rows, columns, accumulate};
  if (rows > columns) kernel_parallel(divided_up(rows, TURN_PER_TASK), turn_part, &work);
  else kernel_parallel(divided_up(columns, TURN_PER_TASK), turn_back_part, &work);
}
