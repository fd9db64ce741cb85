// Elementwise operations and sums over tokens, cut into stretches.
#include "table.h"

enum { STRETCH = 8192, FEATURES_PER_TASK = 64 };

static ptrdiff_t stretches(ptrdiff_t count) { return (count + STRETCH - 1) / STRETCH; }
static ptrdiff_t length_of(ptrdiff_t task, ptrdiff_t count) {
  ptrdiff_t left = count - task * STRETCH;
  return left < STRETCH ? left : STRETCH;
}

typedef struct {
  const kernel_table *table;
  float *y;
  const float *a, *b;
  ptrdiff_t count;
} add_job;

static void add_part(void *context, ptrdiff_t task) {
  const add_job *job = context;
  ptrdiff_t i = task * STRETCH;
  job->table->add(job->y + i, job->a + i, job->b + i, length_of(task, job->count));
}

void kernel_add(float *y, const float *a, const float *b, ptrdiff_t count) {
  add_job job = {kernel_table_in_use(), y, a, b, count};
  kernel_parallel(stretches(count), add_part, &job);
}

typedef struct {
  const kernel_table *table;
  float *sums;
  const float *dy;
  ptrdiff_t tokens, features;
} sums_job;

static void sum_columns(void *context, ptrdiff_t task) {
  const sums_job *job = context;
  ptrdiff_t begin = task * FEATURES_PER_TASK, left = job->features - begin;
  ptrdiff_t count = left < FEATURES_PER_TASK ? left : FEATURES_PER_TASK;
  for (ptrdiff_t t = 0; t < job->tokens; t++)
    job->table->add(job->sums + begin, job->sums + begin, job->dy + t * job->features + begin, count);
}

void kernel_column_sums(float *sums, const float *dy, ptrdiff_t tokens, ptrdiff_t features) {
  sums_job job = {kernel_table_in_use(), sums, dy, tokens, features};
  kernel_parallel((features + FEATURES_PER_TASK - 1) / FEATURES_PER_TASK, sum_columns, &job);
}

typedef struct {
  const kernel_table *table;
  float *y, *dgate, *dup;
  int accumulate_gate, accumulate_up;
  const float *dy, *gate, *up;
  ptrdiff_t count;
  kernel_activation kind;
} gated_job;

static void gated_part(void *context, ptrdiff_t task) {
  const gated_job *job = context;
  ptrdiff_t i = task * STRETCH;
  job->table->gated(job->y + i, job->gate + i, job->up + i, length_of(task, job->count), job->kind);
}

void kernel_gated(float *y, const float *gate, const float *up, ptrdiff_t count, kernel_activation kind) {
  gated_job job = {.table = kernel_table_in_use(), .y = y, .gate = gate, .up = up, .count = count, .kind = kind};
  kernel_parallel(stretches(count), gated_part, &job);
}

static void gated_backward_part(void *context, ptrdiff_t task) {
  const gated_job *job = context;
  ptrdiff_t i = task * STRETCH;
  job->table->gated_backward(
    job->dgate ? job->dgate + i : NULL, job->accumulate_gate, job->dup ? job->dup + i : NULL, job->accumulate_up,
    job->dy + i, job->gate + i, job->up + i, length_of(task, job->count), job->kind);
}

void kernel_gated_backward(float *dgate, int accumulate_gate, float *dup, int accumulate_up, const float *dy,
                           const float *gate, const float *up, ptrdiff_t count, kernel_activation kind) {
  gated_job job = {
    .table = kernel_table_in_use(), .dgate = dgate, .dup = dup, .accumulate_gate = accumulate_gate,
    .accumulate_up = accumulate_up, .dy = dy, .gate = gate, .up = up, .count = count, .kind = kind,
  };
  kernel_parallel(stretches(count), gated_backward_part, &job);
}
