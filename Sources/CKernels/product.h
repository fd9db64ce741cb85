// How products are cut (product.c), for the tasks that pack and multiply (panels.c).
#pragma once

#include "table.h"

enum { SHORT_DEPTH = 64, PANELS_PER_PACK = 4, MOST_TERMS = 1 + kernel_most_terms };

/// A stretch of a term's depth, and its packed rows of the left operand.
typedef struct {
  int term;
  ptrdiff_t start, depth;
  char *left;
} stretch;

/// What is summed before a result is written: a stretch of a long term, and the short terms that follow it.
typedef struct {
  stretch stretches[KERNEL_STRETCHES];
  int count;
  ptrdiff_t words;   // of a packed line: elements, or pairs
  ptrdiff_t offset;  // words of the pass's blocks before this one
} block;

typedef struct {
  const kernel_product *product;
  kernel_term terms[MOST_TERMS];
  block *blocks;
  ptrdiff_t block_count, panels;
  char *right;  // the packed right operands of the pass, panel after panel, or null
  ptrdiff_t pass_words;
} panel_product;

typedef struct {
  const kernel_table *table;
  const product_kernels *kernels;
  const kernel_gating *gating;
  int is_paired;  // pairs of bfloat16 instead of floats
  int rounds, count;
  int abreast;    // products of the same columns, in one task: 1, or 2 for a gate and what it gates
  ptrdiff_t rows, tiles, threads;
  ptrdiff_t panels, column_parts, row_parts;  // of all products; those abreast count once
  ptrdiff_t block_count, first_block, last_block;
  stretch **to_pack;  // what the pass packs of the left operands
  const panel_product **owners;
  ptrdiff_t to_pack_count;
  panel_product products[KERNEL_PRODUCTS_TOGETHER];
} plan;

static inline ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }
static inline ptrdiff_t larger_of(ptrdiff_t a, ptrdiff_t b) { return a > b ? a : b; }
static inline ptrdiff_t divided_up(ptrdiff_t a, ptrdiff_t b) { return (a + b - 1) / b; }

static inline ptrdiff_t words_of(const plan *p, ptrdiff_t depth) { return p->is_paired ? divided_up(depth, 2) : depth; }

/// Where tile `tile` of `tiles` begins: heights differ by one at most.
static inline ptrdiff_t tile_begin(const plan *p, ptrdiff_t tile) { return p->rows * tile / p->tiles; }

/// How many tasks `kernel_pack_part` and `kernel_multiply_part` have in a pass.
ptrdiff_t kernel_pack_tasks(const plan *p);
ptrdiff_t kernel_multiply_tasks(const plan *p);

/// Packs one tile of a stretch of a left operand, or some panels of a right one.
void kernel_pack_part(void *plan, ptrdiff_t task);

/// Multiplies some rows by some columns over the blocks of the pass.
void kernel_multiply_part(void *plan, ptrdiff_t task);
