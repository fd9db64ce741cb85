// What each instruction set provides; `kernel_table_of` hands out the one in use.
#pragma once

#include "CKernels.h"

/// Lines of memory that will be needed soon: `count` of them in `runs` runs, `stride` apart, run after run, then the
/// next line of each run; `run` is the one whose turn it is.
typedef struct {
  const char *line;
  ptrdiff_t stride, run, runs, count;
} memory_ahead;

/// The most stretches of depth that a tile sums at once.
enum { KERNEL_STRETCHES = 8 };

/// One tile of a product: `rows` rows by up to `tile_columns` columns over some packed stretches of depth.
typedef struct {
  int stretches;
  ptrdiff_t depth[KERNEL_STRETCHES];   // of packed groups: elements (float32) or pairs (bfloat16)
  const void *left[KERNEL_STRETCHES];  // [depth][rows]
  const void *right[KERNEL_STRETCHES]; // [depth][tile_columns]
  float *result;
  ptrdiff_t result_stride;
  int rows, columns;
  float scale;
  const float *start, *addend;  // what is added to the scaled sums, first and last; either may be null, or the result
  ptrdiff_t start_stride, addend_stride;
  memory_ahead ahead;           // moves on
  ptrdiff_t step;               // how far it goes in depth between two lines asked for
} tile_call;

/// A float32 tile whose left operand is read where it lies.
typedef struct {
  const float *left;
  ptrdiff_t row_stride, depth_stride;
  const float *right;  // [depth][tile_columns]
  ptrdiff_t depth;
  tile_call tile;      // of which the packed operands are not used
} open_tile_call;

/// A block of one operand to be packed: `lines` rows of the left, or columns of the right operand.
typedef struct {
  const void *source;
  kernel_element type;
  ptrdiff_t line_stride, depth_stride;
  ptrdiff_t lines, width;  // width: lines of the packed block, the missing ones zero
  ptrdiff_t depth;
  int rounds;              // round to bfloat16, keep as float32
} pack_call;

/// Up to KERNEL_FEW_ROWS rows times lines of a weight whose depth lies contiguous.
enum { KERNEL_FEW_ROWS = 4 };
typedef struct {
  const void *left;       // rows of floats, or of pairs of bfloat16
  ptrdiff_t left_stride;  // in floats, or pairs
  const void *right;
  kernel_element type;
  ptrdiff_t right_stride, columns, depth;  // in elements
  ptrdiff_t depth_block;
  int rows, rounds;
  ptrdiff_t ahead;        // bytes from what is read to what will be needed soon
  float scale;
  const float *start;     // of each row, `start_stride` apart: what is added to the scaled sums, or null
  ptrdiff_t start_stride;
  float *result;
  ptrdiff_t result_stride;
} few_call;

/// result[r, c] = left[r, :] . row c of blocks, in float32.
typedef struct {
  const float *left;
  ptrdiff_t left_stride;
  const void *arranged;       // the rows as `arrange` leaves them, or null
  ptrdiff_t arranged_stride;  // in bytes
  const void *right;
  kernel_element type;
  ptrdiff_t rows, columns, depth;
  float *result;
  ptrdiff_t result_stride;
} dot_call;

typedef struct {
  int tile_rows, tile_columns;
  ptrdiff_t depth_block, deep_block;  // see kernel_block_depth
  int panels_per_task;
  void (*tile)(tile_call *);
  void (*pack)(float *packed, const pack_call *);
  void (*few_rows)(const few_call *);  // null where the set goes by panels
} product_kernels;

/// y [T, R] = scale * x [T, C] times a [R, C] transposed.
typedef struct {
  float *y;
  const float *x, *a;
  ptrdiff_t tokens, features, rank;
  float scale;
} project_call;

/// g [R, C] += p [T, R] transposed times x [T, C].
typedef struct {
  float *g;
  const float *p, *x;
  ptrdiff_t tokens, features, rank;
} gather_call;

typedef struct {
  product_kernels float32;
  product_kernels bfloat16;  // pairs of bfloat16 where `tile` is set, else `float32` with rounded operands

  /// Elements first ..< first + count of rows of blocks, as float32, or as bfloat16 where the set has pairs.
  void (*unpack)(void *y, const void *blocks, kernel_element type, ptrdiff_t first, ptrdiff_t count, int to_brain);
  void (*dot_blocks)(const dot_call *);
  void (*open_tile)(const open_tile_call *);

  /// The bytes of a row that `arrange` prepares for `dot_blocks` over a type, multiples of 64; 0 where it is taken as it
  /// lies. Null where no type is prepared for.
  ptrdiff_t (*arranged_bytes)(kernel_element type, ptrdiff_t depth);
  void (*arrange)(void *arranged, kernel_element type, const float *row, ptrdiff_t depth);

  void (*add)(float *y, const float *a, const float *b, ptrdiff_t count);
  void (*add_scaled)(float *y, const float *x, float scale, ptrdiff_t count);
  float (*rms_norm)(float *y, const float *x, const float *weight, float epsilon, ptrdiff_t features);
  void (*rms_norm_backward)(
    float *dx, int accumulate, const float *dy, const float *x, float inverse, const float *weight,
    ptrdiff_t features);
  void (*gated)(float *y, const float *gate, const float *up, ptrdiff_t count, kernel_activation kind);
  void (*gated_backward)(
    float *dgate, int accumulate_gate, float *dup, int accumulate_up, const float *dy, const float *gate,
    const float *up, ptrdiff_t count, kernel_activation kind);
  double (*cross_entropy)(float *logits, ptrdiff_t vocabulary, int32_t label, float gradient_scale, int32_t *best);
  void (*rotate)(
    float *y, const float *x, ptrdiff_t heads, ptrdiff_t head_size, const float *cosines, const float *sines,
    float sign, int accumulate);

  /// out[j] = scale * (query . rows[j]), rows `stride` apart.
  void (*dots)(
    float *out, const float *query, const float *rows, ptrdiff_t stride, ptrdiff_t count, ptrdiff_t size, float scale);
  /// out = the sum over j of weights[j] * rows[j].
  void (*weighted_sum)(
    float *out, const float *weights, const float *rows, ptrdiff_t stride, ptrdiff_t count, ptrdiff_t size,
    int accumulate);
  /// rows[j] += weights[j] * x.
  void (*spread)(
    float *rows, const float *weights, const float *x, ptrdiff_t stride, ptrdiff_t count, ptrdiff_t size);
  /// Turns scores into exp(score - offset) and returns the sum; an offset of infinity asks for the largest score,
  /// which is stored there.
  float (*exponentials)(float *scores, ptrdiff_t count, float *offset);

  void (*adamw)(
    const kernel_adamw *step, float *value, const float *gradient, float *first, float *second, ptrdiff_t count);
  /// `count` steps of one column of a [R, V] matrix, `stride` being V: the gradient [R] (or null) is the last step's, the
  /// others have none.
  void (*adamw_column)(
    const kernel_adamw *steps, ptrdiff_t count, const float *gradient, float *value, float *first, float *second,
    ptrdiff_t rank, ptrdiff_t stride);
  /// What the steps leave of values whose averages are zeros; touched ones stay.
  void (*decay_untouched)(
    const kernel_adamw *steps, ptrdiff_t steps_count, const uint8_t *touched, float *value, ptrdiff_t count);
  double (*squared_norm)(const float *values, ptrdiff_t count);

  void (*project)(const project_call *call, ptrdiff_t token, ptrdiff_t end);
  void (*gather)(const gather_call *call, ptrdiff_t begin, ptrdiff_t end);

  float (*spin)(ptrdiff_t rounds);
  float (*spin_pairs)(ptrdiff_t rounds);  // of bfloat16, twice the operations; null where there are none
  int spin_operations;                    // of one round
  float (*sum_all)(const float *values, ptrdiff_t count);
} kernel_table;

/// How much of a product's depth is summed before a result is written: up to `depth_block` at once, more in steps of
/// `deep_block`.
static inline ptrdiff_t kernel_block_depth(const product_kernels *kernels, ptrdiff_t depth) {
  return depth <= kernels->depth_block ? kernels->depth_block : kernels->deep_block;
}

/// The functions of the set in use on this thread.
const kernel_table *kernel_table_in_use(void);

/// `kernel_multiply` with a given table, for tasks of other operations.
void kernel_multiply_with(const kernel_table *table, const kernel_product *product);

/// The same by panels, however few the rows; several products of the same rows, rounding and left operand together.
void kernel_multiply_in_panels(const kernel_table *table, const kernel_product *products, int count);

/// The most products that `kernel_multiply_in_panels` takes together.
enum { KERNEL_PRODUCTS_TOGETHER = 4 };

/// Computes a product of few rows, or of decoding over blocks, and returns 1; returns 0 for others.
int kernel_multiply_few(const kernel_table *table, const kernel_product *product);

static inline int kernel_is_blocks(kernel_element type) { return type >= kernel_q4_0; }

/// The place in bytes of an element of blocks that begins one.
ptrdiff_t kernel_block_offset(kernel_element type, ptrdiff_t element);

/// Packs lines of a weight of blocks: `call` as for the float32 or, with `is_paired`, bfloat16 kernels, its source the
/// weight's first byte, `first` the element that line 0 begins with.
void kernel_pack_blocks(const kernel_table *table, int is_paired, void *packed, const pack_call *call, ptrdiff_t first);

extern const kernel_table kernel_table_portable;
#if defined(__x86_64__)
extern const kernel_table kernel_table_avx2;
extern const kernel_table kernel_table_avx512;
extern const kernel_table kernel_table_avx512bf16;
#endif

/// Memory of this thread that grows and stays, 64-byte aligned; slots 0 to 4 are separate.
void *kernel_scratch(int slot, size_t bytes);
