// Cross-entropy of rows of logits, one task a row; the gradient replaces the logits.
#include "table.h"

typedef struct {
  const kernel_table *table;
  float *logits;
  ptrdiff_t vocabulary;
  const int32_t *labels;
  float gradient_scale;
  double *losses;
  int32_t *best;
} loss_job;

static void loss_of_row(void *context, ptrdiff_t row) {
  const loss_job *job = context;
  job->losses[row] = job->table->cross_entropy(
    job->logits + row * job->vocabulary, job->vocabulary, job->labels[row], job->gradient_scale, job->best + row);
}

void kernel_cross_entropy(float *logits, ptrdiff_t count, ptrdiff_t vocabulary, const int32_t *labels,
                          float gradient_scale, double *losses, int32_t *best) {
  loss_job job = {kernel_table_in_use(), logits, vocabulary, labels, gradient_scale, losses, best};
  kernel_parallel(count, loss_of_row, &job);
}
