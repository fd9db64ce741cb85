// Rows and columns picked by token: tables, adapters' columns, labelled positions, dropout.
#include "table.h"

#include <string.h>

typedef struct {
  const kernel_table *table;
  float *y;
  const int32_t *ids;
  const char *rows;
  kernel_element type;
  ptrdiff_t features;
  float scale;
} embedding_job;

static void embed_token(void *context, ptrdiff_t t) {
  const embedding_job *job = context;
  float *y = job->y + t * job->features;
  if (kernel_is_blocks(job->type)) {
    job->table->unpack(y, job->rows, job->type, job->ids[t] * job->features, job->features, 0);
    for (ptrdiff_t c = 0; job->scale != 1 && c < job->features; c++) y[c] *= job->scale;
    return;
  }
  ptrdiff_t row_bytes = job->features * (job->type == kernel_float32 ? 4 : 2);
  pack_call call = {
    .source = job->rows + job->ids[t] * row_bytes, .type = job->type, .line_stride = 1, .depth_stride = job->features,
    .lines = job->features, .width = job->features, .depth = 1};
  job->table->float32.pack(y, &call);
  for (ptrdiff_t c = 0; job->scale != 1 && c < job->features; c++) y[c] *= job->scale;
}

void kernel_embedding(float *y, const int32_t *ids, ptrdiff_t tokens, const void *table, kernel_element type,
                      ptrdiff_t features, float scale) {
  embedding_job job = {kernel_table_in_use(), y, ids, table, type, features, scale};
  kernel_parallel(tokens, embed_token, &job);
}

void kernel_embedding_backward(float *dtable, const int32_t *ids, ptrdiff_t tokens, const float *dy,
                               ptrdiff_t features, float scale) {
  const kernel_table *table = kernel_table_in_use();
  for (ptrdiff_t t = 0; t < tokens; t++)
    table->add_scaled(dtable + (ptrdiff_t)ids[t] * features, dy + t * features, scale, features);
}

void kernel_gather_columns(float *y, const int32_t *ids, ptrdiff_t tokens, const float *a, ptrdiff_t rank,
                           ptrdiff_t vocabulary) {
  for (ptrdiff_t t = 0; t < tokens; t++)
    for (ptrdiff_t r = 0; r < rank; r++) y[t * rank + r] = a[r * vocabulary + ids[t]];
}

void kernel_scatter_columns(float *da, const int32_t *ids, ptrdiff_t tokens, const float *dy, ptrdiff_t rank,
                            ptrdiff_t vocabulary) {
  for (ptrdiff_t t = 0; t < tokens; t++)
    for (ptrdiff_t r = 0; r < rank; r++) da[r * vocabulary + ids[t]] += dy[t * rank + r];
}

void kernel_gather_rows(float *y, const float *x, const int64_t *positions, ptrdiff_t count, ptrdiff_t features) {
  for (ptrdiff_t i = 0; i < count; i++)
    memcpy(y + i * features, x + positions[i] * features, (size_t)features * sizeof *y);
}

void kernel_scatter_rows(float *dx, const float *dy, const int64_t *positions, ptrdiff_t count, ptrdiff_t features) {
  const kernel_table *table = kernel_table_in_use();
  for (ptrdiff_t i = 0; i < count; i++)
    table->add(dx + positions[i] * features, dx + positions[i] * features, dy + i * features, features);
}

static uint64_t mixed(uint64_t x) {
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
  x = (x ^ x >> 27) * 0x94D049BB133111EBu;
  return x ^ x >> 31;
}

typedef struct {
  float *y;
  const float *x;
  ptrdiff_t features;
  float probability, kept_scale;
  uint64_t seed;
  const int64_t *rows, *positions;
  int accumulate;
} dropout_job;

static void drop_token(void *context, ptrdiff_t t) {
  const dropout_job *job = context;
  const float *x = job->x + t * job->features;
  float *y = job->y + t * job->features;
  uint64_t key = mixed(mixed(job->seed + 0x9E3779B97F4A7C15u * (uint64_t)(job->rows[t] + 1)) +
    0xD1B54A32D192ED03u * (uint64_t)(job->positions[t] + 1));
  for (ptrdiff_t c = 0; c < job->features; c++) {
    float drawn = (float)(mixed(key + 0x9E3779B97F4A7C15u * (uint64_t)(c + 1)) >> 40) * 0x1p-24f;
    float value = drawn < job->probability ? 0 : x[c] * job->kept_scale;
    y[c] = job->accumulate ? y[c] + value : value;
  }
}

void kernel_dropout(float *y, const float *x, ptrdiff_t tokens, ptrdiff_t features, float probability, uint64_t seed,
                    const int64_t *rows, const int64_t *positions, int accumulate) {
  float kept_scale = probability < 1 ? 1 / (1 - probability) : 0;
  dropout_job job = {y, x, features, probability, kept_scale, seed, rows, positions, accumulate};
  kernel_parallel(tokens, drop_token, &job);
}
