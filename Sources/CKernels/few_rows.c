// Products of a few rows, as generation makes them, one token a text: the weights are what has to be moved, so each goes
// through a core once, without panels. Several products of the same rows (queries, keys, values) make one job.
#include "table.h"

#include <stdint.h>
#include <string.h>

// A task a thread: each reads one stretch of memory from end to end, which is what the memory likes best.
enum { COLUMNS_PER_PART = 32, MOST_PRODUCTS = 8 };

typedef struct {
  const kernel_product *product;
  const product_kernels *kernels;
  const void *left;  // rows as the kernel takes them
  ptrdiff_t left_stride, parts;
  const char *arranged;  // rows as `arrange` leaves them, or null
  ptrdiff_t arranged_stride;
} few_product;

typedef struct {
  const kernel_table *table;
  few_product products[MOST_PRODUCTS];
  int count;
  ptrdiff_t parts, parts_per_task;
} few_job;

static ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }
static ptrdiff_t divided_up(ptrdiff_t a, ptrdiff_t b) { return (a + b - 1) / b; }

static int is_paired(const kernel_table *table, const kernel_product *product) {
  return product->rounds_to_bfloat16 && table->bfloat16.tile;
}

/// Whether a product is made row by row, without panels.
static int is_direct(const kernel_table *table, const kernel_product *product) {
  if (product->rows <= 0 || product->columns <= 0 || product->depth <= 0 || product->more_count > 0) return 0;
  if (product->left_depth_stride != 1 || product->right_depth_stride != 1) return 0;
  if (kernel_is_blocks(product->right_type)) return product->is_decoding;
  const product_kernels *kernels = is_paired(table, product) ? &table->bfloat16 : &table->float32;
  return kernels->few_rows && product->rows <= KERNEL_FEW_ROWS;
}

/// The bytes of a row that is arranged for blocks, or 0.
static ptrdiff_t arranged_row(const kernel_table *table, const kernel_product *product) {
  int is_arranged = kernel_is_blocks(product->right_type) && table->arrange;
  return is_arranged ? table->arranged_bytes(product->right_type, product->depth) : 0;
}

/// The left operand as the kernel takes it: as it stands, or rounded in `scratch`, which moves on.
static void prepare_left(const kernel_table *table, few_product *few, char **scratch) {
  const kernel_product *product = few->product;
  few->left = product->left;
  few->left_stride = product->left_row_stride;
  if (kernel_is_blocks(product->right_type)) {
    few->arranged_stride = arranged_row(table, product);
    if (few->arranged_stride == 0) return;
    char *aligned = (char *)(((uintptr_t)*scratch + 63) & ~(uintptr_t)63);
    few->arranged = aligned;
    for (ptrdiff_t row = 0; row < product->rows; row++)
      table->arrange(aligned + row * few->arranged_stride, product->right_type,
                     product->left + row * product->left_row_stride, product->depth);
    *scratch = aligned + product->rows * few->arranged_stride;
    return;
  }
  if (!product->rounds_to_bfloat16) return;
  int paired = is_paired(table, product);
  ptrdiff_t words = paired ? divided_up(product->depth, 2) : product->depth;
  for (ptrdiff_t row = 0; row < product->rows; row++) {
    pack_call call = {
      .source = product->left + row * product->left_row_stride, .type = kernel_float32, .line_stride = product->depth,
      .depth_stride = 1, .lines = 1, .width = 1, .depth = product->depth, .rounds = 1};
    few->kernels->pack((float *)(*scratch + 4 * row * words), &call);
  }
  few->left = *scratch;
  few->left_stride = words;
  *scratch += 4 * words * product->rows;
}

/// Adds what a product adds last to some columns.
static void add_addend(const few_job *job, const kernel_product *product, ptrdiff_t column, ptrdiff_t columns) {
  if (!product->addend) return;
  for (ptrdiff_t row = 0; row < product->rows; row++) {
    float *result = product->result + row * product->result_stride + column;
    job->table->add(result, result, product->addend + row * product->addend_stride + column, columns);
  }
}

static void multiply_blocks(const few_job *job, const few_product *few, ptrdiff_t column, ptrdiff_t columns) {
  const kernel_product *product = few->product;
  float sums[COLUMNS_PER_PART];
  ptrdiff_t first = column * product->right_column_stride;
  dot_call call = {
    .left = product->left, .left_stride = product->left_row_stride, .type = product->right_type,
    .arranged = few->arranged, .arranged_stride = few->arranged_stride,
    .right = (const char *)product->right + kernel_block_offset(product->right_type, first), .rows = product->rows,
    .columns = columns, .depth = product->depth, .result = product->result + column,
    .result_stride = product->result_stride,
  };
  if (!product->accumulate && !product->bias && product->scale == 1) {
    job->table->dot_blocks(&call);
    return;
  }
  call.rows = 1;
  call.result = sums;
  for (ptrdiff_t row = 0; row < product->rows; row++, call.left += call.left_stride) {
    if (few->arranged) call.arranged = few->arranged + row * few->arranged_stride;
    job->table->dot_blocks(&call);
    float *result = product->result + row * product->result_stride + column;
    for (ptrdiff_t c = 0; c < columns; c++)
      result[c] = sums[c] * product->scale +
        (product->accumulate ? result[c] : product->bias ? product->bias[column + c] : 0);
  }
}

static void multiply_part(const few_job *job, const few_product *few, ptrdiff_t part) {
  const kernel_product *product = few->product;
  ptrdiff_t column = part * COLUMNS_PER_PART, columns = smaller(COLUMNS_PER_PART, product->columns - column);
  if (kernel_is_blocks(product->right_type)) {
    multiply_blocks(job, few, column, columns);
    add_addend(job, product, column, columns);
    return;
  }
  ptrdiff_t size = product->right_type == kernel_float32 ? 4 : 2, line = size * product->right_column_stride;
  ptrdiff_t part_bytes = COLUMNS_PER_PART * line, wanted = part_bytes < 256 << 10 ? part_bytes : 1024;
  few_call call = {
    .left = few->left, .left_stride = few->left_stride, .right = (const char *)product->right + column * line,
    .type = product->right_type, .right_stride = product->right_column_stride, .rows = (int)product->rows,
    .columns = columns, .depth = product->depth, .depth_block = kernel_block_depth(few->kernels, product->depth),
    .rounds = product->rounds_to_bfloat16, .ahead = wanted,
    .scale = product->scale, .result = product->result + column, .result_stride = product->result_stride,
  };
  if (product->accumulate) call.start = call.result, call.start_stride = call.result_stride;
  else if (product->bias) call.start = product->bias + column;
  few->kernels->few_rows(&call);
  add_addend(job, product, column, columns);
}

static void multiply_parts(void *context, ptrdiff_t task) {
  const few_job *job = context;
  ptrdiff_t part = task * job->parts_per_task, end = smaller(part + job->parts_per_task, job->parts);
  ptrdiff_t before = 0;
  for (int i = 0; i < job->count && part < end; before += job->products[i++].parts)
    for (; part < end && part - before < job->products[i].parts; part++)
      multiply_part(job, &job->products[i], part - before);
}

/// Whether a product over blocks of the same type has the same left operand.
static int is_same_left(const kernel_product *a, const kernel_product *b) {
  return a->left == b->left && a->left_row_stride == b->left_row_stride && a->rows == b->rows && a->depth == b->depth &&
    a->right_type == b->right_type;
}

static void run(few_job *job) {
  ptrdiff_t bytes = 64;
  for (int i = 0; i < job->count; i++) {
    const kernel_product *product = job->products[i].product;
    bytes += product->rows * (4 * (product->depth + 1) + arranged_row(job->table, product)) + 64;
  }
  char *scratch = kernel_scratch(0, (size_t)bytes);
  for (int i = 0; i < job->count; i++) {
    few_product *few = &job->products[i], *before = i ? few - 1 : NULL;
    if (before && before->arranged && is_same_left(before->product, few->product)) {
      few->left = few->product->left;
      few->left_stride = few->product->left_row_stride;
      few->arranged = before->arranged;
      few->arranged_stride = before->arranged_stride;
    } else if (before && before->product->left == few->product->left && before->left != before->product->left &&
        before->kernels == few->kernels && before->product->depth == few->product->depth &&
        before->product->rows == few->product->rows && !kernel_is_blocks(few->product->right_type)) {
      few->left = before->left;
      few->left_stride = before->left_stride;
    } else prepare_left(job->table, few, &scratch);
    few->parts = divided_up(few->product->columns, COLUMNS_PER_PART);
    job->parts += few->parts;
  }
  ptrdiff_t tasks = smaller(job->parts, kernel_threads());
  job->parts_per_task = divided_up(job->parts, tasks);
  kernel_parallel(divided_up(job->parts, job->parts_per_task), multiply_parts, job);
}

/// How many products from the first on can be made by panels that share the left operand.
static int together_with(const kernel_table *table, const kernel_product *first, ptrdiff_t count) {
  int together = 1;
  for (; together < count && together < KERNEL_PRODUCTS_TOGETHER; together++) {
    const kernel_product *next = first + together;
    int is_same = next->left == first->left && next->left_row_stride == first->left_row_stride &&
      next->left_depth_stride == first->left_depth_stride && next->rows == first->rows &&
      next->depth == first->depth && next->rounds_to_bfloat16 == first->rounds_to_bfloat16;
    if (!is_same || is_direct(table, next)) break;
  }
  return together;
}

void kernel_multiply_each(const kernel_product *products, ptrdiff_t count) {
  const kernel_table *table = kernel_table_in_use();
  few_job job = {.table = table};
  for (ptrdiff_t i = 0; i < count; i++) {
    if (!is_direct(table, products + i)) {
      int together = together_with(table, products + i, count - i);
      kernel_multiply_in_panels(table, products + i, together);
      i += together - 1;
      continue;
    }
    job.products[job.count++] = (few_product){
      .product = products + i, .kernels = is_paired(table, products + i) ? &table->bfloat16 : &table->float32};
    if (job.count < MOST_PRODUCTS) continue;
    run(&job);
    job = (few_job){.table = table};
  }
  if (job.count > 0) run(&job);
}

int kernel_multiply_few(const kernel_table *table, const kernel_product *product) {
  if (!is_direct(table, product)) return 0;
  few_job job = {.table = table, .count = 1};
  job.products[0] = (few_product){
    .product = product, .kernels = is_paired(table, product) ? &table->bfloat16 : &table->float32};
  run(&job);
  return 1;
}
