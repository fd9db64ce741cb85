// The hot loops and the worker pool.
//
// Conventions. All matrices are row-major; `T` rows of tokens, `C` features. Pointers need no alignment unless said.
// Inputs and outputs must not overlap unless said. `accumulate` adds to the output instead of overwriting it. Every
// sum has a fixed order that depends on the instruction set and the shapes, never on the number of threads.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#error "C only"
#endif

// MARK: - Worker pool and instruction sets

/// Instruction sets, worst first.
typedef enum { kernel_portable = 0, kernel_avx2 = 1, kernel_avx512 = 2, kernel_avx512bf16 = 3 } kernel_set;

/// The best set of this processor that the operating system supports.
kernel_set kernel_best_set(void);

/// The set in use on this thread: the forced one, else that of TUNEBOOK_ISA (if the processor has it), else the best.
kernel_set kernel_active_set(void);

/// Forces a set for calls made by this thread; -1 lifts it. Returns 0, or -1 where the processor lacks the set.
int kernel_force_set(int set);

/// How many threads share the work: TUNEBOOK_THREADS, else the processors this process may use.
int kernel_threads(void);

/// Sets the number of threads (1 to 256) for all later calls.
void kernel_set_threads(int threads);

/// Calls `body(context, task)` once for each task in 0 ..< `tasks`, on all threads; returns when all are done.
/// Tasks must write disjoint memory. A call from inside a task, or while another caller holds the pool, runs alone.
void kernel_parallel(ptrdiff_t tasks, void (*body)(void *context, ptrdiff_t task), void *context);

// MARK: - The machine's limits

/// Multiply-adds in registers on all threads: float32, or pairs of bfloat16 where the set has such products. Returns
/// how many operations that was.
double kernel_spin(int in_bfloat16, ptrdiff_t rounds);

/// Reads floats on all threads; whole runs of 128.
void kernel_read_memory(const float *values, ptrdiff_t count);

// MARK: - Matrix products

/// How the elements of a weight are stored. From `kernel_q4_0` on in blocks of 32 (from `kernel_q4_k` on 256)
/// neighbours of a row, as ggml lays them out under these names; a row is a whole number of blocks.
typedef enum {
  kernel_float32 = 0, kernel_bfloat16 = 1, kernel_float16 = 2,
  kernel_q4_0 = 3, kernel_q4_1 = 4, kernel_q5_0 = 5, kernel_q5_1 = 6, kernel_q8_0 = 7,
  kernel_q4_k = 8, kernel_q5_k = 9, kernel_q6_k = 10
} kernel_element;

/// A further term of a product: the sum over k of left[m, k] * right[k, n], operands as `kernel_product` has them.
typedef struct {
  ptrdiff_t depth;
  const float *left;
  ptrdiff_t left_row_stride, left_depth_stride;
  const void *right;
  ptrdiff_t right_column_stride, right_depth_stride;
  kernel_element right_type;
} kernel_term;

/// The most terms that a product has beyond its first.
enum { kernel_most_terms = 7 };

/// result[m, n] = scale * (sum over k of left[m, k] * right[k, n] + the further terms), plus bias[n], plus the old
/// result, plus addend[m, n].
typedef struct {
  ptrdiff_t rows, columns, depth;
  /// Element strides; one of the two must be 1. Float32.
  const float *left;
  ptrdiff_t left_row_stride, left_depth_stride;
  /// Element strides; one of the two must be 1. Of `right_type`, read in place. Of blocks, the other stride is the
  /// length of a row.
  const void *right;
  ptrdiff_t right_column_stride, right_depth_stride;
  kernel_element right_type;
  /// Round both operands to bfloat16 and sum their products in float32.
  int rounds_to_bfloat16;
  /// The rows are one token each of texts that are generated: blocks are multiplied in float32, without panels, each row
  /// in an order of its own whatever the number of rows.
  int is_decoding;
  /// `columns` values added once to each row, or null. Only without `accumulate`.
  const float *bias;
  float scale;
  int accumulate;
  /// Added last, or null; may be the result.
  const float *addend;
  ptrdiff_t addend_stride;
  float *result;
  ptrdiff_t result_stride;
  /// Further terms, up to kernel_most_terms; each of at least one element of depth.
  const kernel_term *more;
  int more_count;
} kernel_product;

/// Computes the product on all threads.
void kernel_multiply(const kernel_product *product);

/// Computes several products on all threads, those of few rows (or of decoding) in one job, and those of the same rows,
/// rounding and left operand in one that packs it once; each has the bits that `kernel_multiply` gives it. No result may
/// be an operand of another.
void kernel_multiply_each(const kernel_product *products, ptrdiff_t count);

/// Which function gates a feed-forward layer.
typedef enum { kernel_silu = 0, kernel_gelu_tanh = 1 } kernel_activation;

/// What is made of a product's results while they are near; matrices of `stride` columns.
typedef struct {
  kernel_activation kind;
  ptrdiff_t stride;
  /// Forward: becomes activation(first result) * up. Null: backward.
  float *gated;
  /// Forward: the second product's result. Backward: what was gated, which its gradient replaces.
  float *up;
  /// Backward only.
  const float *gate;
} kernel_gating;

/// Forward: two products of the same rows, columns and left operand, a gate's and that of what it gates, and the gated
/// values. Backward: one product, the gated values' gradient, which is replaced by the gate's; see `kernel_gated_backward`.
void kernel_multiply_gated(const kernel_product *products, int count, const kernel_gating *gating);

/// y = elements first ..< first + count of rows of blocks, as float32.
void kernel_unpack(float *y, const void *blocks, kernel_element type, ptrdiff_t first, ptrdiff_t count);

// MARK: - Low-rank adapters

/// y[t, r] = scale * (x[t, :] . a[r, :]): x is [T, C], a [R, C] of few rows; y [T, R] is overwritten.
void kernel_project(
  float *y, const float *x, const float *a, ptrdiff_t tokens, ptrdiff_t features, ptrdiff_t rank, float scale);

/// g[r, c] += the sum over t, in order, of p[t, r] * x[t, c]: p is [T, R], x [T, C], g [R, C].
void kernel_gather_outer(
  float *g, const float *p, const float *x, ptrdiff_t tokens, ptrdiff_t features, ptrdiff_t rank);

/// y = x transposed, or y += where `accumulate`: x is [rows, columns], y [columns, rows].
void kernel_transpose(float *y, const float *x, ptrdiff_t rows, ptrdiff_t columns, int accumulate);

// MARK: - Token tables

/// y[t, :] = scale * table[ids[t], :]; ids lie in the table. y is [T, C], overwritten.
void kernel_embedding(
  float *y, const int32_t *ids, ptrdiff_t tokens, const void *table, kernel_element type, ptrdiff_t features,
  float scale);

/// dtable[ids[t], :] += scale * dy[t, :], in the order of t.
void kernel_embedding_backward(
  float *dtable, const int32_t *ids, ptrdiff_t tokens, const float *dy, ptrdiff_t features, float scale);

/// y[t, :] = a[:, ids[t]] of a [R, V]; y is [T, R].
void kernel_gather_columns(
  float *y, const int32_t *ids, ptrdiff_t tokens, const float *a, ptrdiff_t rank, ptrdiff_t vocabulary);

/// da[:, ids[t]] += dy[t, :], in the order of t.
void kernel_scatter_columns(
  float *da, const int32_t *ids, ptrdiff_t tokens, const float *dy, ptrdiff_t rank, ptrdiff_t vocabulary);

/// y[i, :] = x[positions[i], :]; y is [N, C].
void kernel_gather_rows(float *y, const float *x, const int64_t *positions, ptrdiff_t count, ptrdiff_t features);

/// dx[positions[i], :] += dy[i, :], in the order of i.
void kernel_scatter_rows(float *dx, const float *dy, const int64_t *positions, ptrdiff_t count, ptrdiff_t features);

// MARK: - Sums and elements

/// y = a + b; y may be a or b.
void kernel_add(float *y, const float *a, const float *b, ptrdiff_t count);

/// dy is [T, C]: sums[c] += the sum over t of dy[t, c].
void kernel_column_sums(float *sums, const float *dy, ptrdiff_t tokens, ptrdiff_t features);

/// y = activation(gate) * up, elementwise.
void kernel_gated(float *y, const float *gate, const float *up, ptrdiff_t count, kernel_activation kind);

/// dgate and dup of `kernel_gated`; either may be null, dgate may be dy, and dup may be up.
void kernel_gated_backward(
  float *dgate, int accumulate_gate, float *dup, int accumulate_up, const float *dy, const float *gate,
  const float *up, ptrdiff_t count, kernel_activation kind);

/// y[t, f] = x[t, f] * (0 or 1 / (1 - probability)), by a hash of (seed, rows[t], positions[t], f). y may be x.
void kernel_dropout(
  float *y, const float *x, ptrdiff_t tokens, ptrdiff_t features, float probability, uint64_t seed,
  const int64_t *rows, const int64_t *positions, int accumulate);

// MARK: - Norm

/// y = x / sqrt(mean(x * x) + epsilon) * (weight + (adds_one ? 1 : 0)), row by row, plus addend [T, C] (may be null);
/// inverse_rms [T] is kept for the backward pass. The weight is of any type, [C].
void kernel_rms_norm(
  float *y, float *inverse_rms, const float *x, const void *weight, kernel_element type, int adds_one, float epsilon,
  const float *addend, ptrdiff_t tokens, ptrdiff_t features);

/// dx (may be null) and dweight (may be null, always accumulated) of `kernel_rms_norm`.
void kernel_rms_norm_backward(
  float *dx, int accumulate, float *dweight, const float *dy, const float *x, const float *inverse_rms,
  const void *weight, kernel_element type, int adds_one, ptrdiff_t tokens, ptrdiff_t features);

// MARK: - Attention

/// Rotates pairs (d, d + D/2) of each head by the token's angle: y of x, both [T, heads * D]; y may be x.
/// cosines and sines are [positions, D/2]. `inverse` turns the other way (the backward pass).
void kernel_rotate(
  float *y, const float *x, ptrdiff_t tokens, ptrdiff_t heads, ptrdiff_t head_size, const float *cosines,
  const float *sines, const int64_t *positions, int inverse, int accumulate);

/// Causal attention over rows packed one after another.
typedef struct {
  ptrdiff_t row_count;
  /// Row r's queries are the tokens offsets[r] ..< offsets[r + 1].
  const int64_t *offsets;
  /// Of row r: its first key and value, and how many there are; the last query sees all, each earlier one less.
  const float *const *keys;
  const float *const *values;
  const int64_t *key_counts;
  ptrdiff_t key_stride;
  ptrdiff_t heads, key_value_heads, head_size;
  float scale;
  /// How many keys a query sees at most, itself included; 0 for all.
  ptrdiff_t window;
  const float *query;
} kernel_attention;

/// output is [T, heads * D]; log_sums [T, heads] (the logarithm of each softmax's denominator) may be null.
void kernel_attend(const kernel_attention *attention, float *output, float *log_sums);

/// How many floats `kernel_attend_backward` needs for sums of long rows' heads; 0 without long rows.
ptrdiff_t kernel_attend_backward_space(const kernel_attention *attention);

/// dquery, and dkey and dvalue [T, key_value_heads * D], overwritten. Rows must not have cached keys. `space` of any
/// content is used for partial sums.
void kernel_attend_backward(
  const kernel_attention *attention, const float *output, const float *log_sums, const float *doutput, float *dquery,
  float *dkey, float *dvalue, float *space);

// MARK: - Loss

/// For each row of logits [N, V]: loss = -log softmax(logits)[label], best = index of the first largest logit. If
/// `gradient_scale` is not 0 the logits become (softmax - onehot) * gradient_scale.
void kernel_cross_entropy(
  float *logits, ptrdiff_t count, ptrdiff_t vocabulary, const int32_t *labels, float gradient_scale, double *losses,
  int32_t *best);

// MARK: - Optimizer

/// The factors of one AdamW step.
typedef struct {
  float learning_rate, beta1, beta2, epsilon, weight_decay;
  /// 1 - beta^step.
  double correction1, correction2;
  /// Multiplies the gradient first (clipping).
  float gradient_scale;
} kernel_adamw;

/// Updates value, first and second moment in place, as torch's AdamW.
void kernel_adamw_step(
  const kernel_adamw *step, float *value, const float *gradient, float *first, float *second, ptrdiff_t count);

/// The sum of squares, in double precision and fixed order.
double kernel_squared_norm(const float *values, ptrdiff_t count);

/// Updates some columns of a matrix [R, V] and its moments by steps that they have missed: to the last bit what
/// `kernel_adamw_step` with a gradient of zeros would have done. Column columns[i], each named once, has missed the
/// steps firsts[i] ..< step_count. gradients [count, R], or null, are the last step's.
void kernel_adamw_columns(
  const kernel_adamw *steps, ptrdiff_t step_count, const int32_t *columns, const int32_t *firsts, ptrdiff_t count,
  const float *gradients, float *value, float *first, float *second, ptrdiff_t rank, ptrdiff_t vocabulary);

/// The same for all columns c of which touched[c] is 0 and both moments are zeros: they decay. Every epsilon must be
/// above 0 and every correction a finite number above 0.
void kernel_adamw_untouched(
  const kernel_adamw *steps, ptrdiff_t step_count, const uint8_t *touched, float *value, ptrdiff_t rank,
  ptrdiff_t vocabulary);

/// `kernel_squared_norm` of a matrix [R, V], to the last bit, of which only some columns, ascending, are not zero:
/// values is [count, R].
double kernel_squared_norm_of_columns(
  const float *values, const int32_t *columns, ptrdiff_t count, ptrdiff_t rank, ptrdiff_t vocabulary);
