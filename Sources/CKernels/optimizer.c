// AdamW and gradient norms over whole parameters, cut into stretches whose partial sums are added in order; and over
// columns of a matrix of which a step's gradient reaches few.
#include "table.h"

#include <string.h>

enum { STRETCH = 16384, MOST_PARTS = 1024, COLUMNS_PER_TASK = 16 };

typedef struct {
  const kernel_table *table;
  const kernel_adamw *step;
  float *value, *first, *second;
  const float *gradient;
  ptrdiff_t count, stretch;
  double *parts;
} optimizer_job;

static ptrdiff_t part_length(const optimizer_job *job, ptrdiff_t task) {
  ptrdiff_t left = job->count - task * job->stretch;
  return left < job->stretch ? left : job->stretch;
}

static void adamw_part(void *context, ptrdiff_t task) {
  const optimizer_job *job = context;
  ptrdiff_t i = task * job->stretch;
  job->table->adamw(job->step, job->value + i, job->gradient + i, job->first + i, job->second + i,
                    part_length(job, task));
}

void kernel_adamw_step(const kernel_adamw *step, float *value, const float *gradient, float *first, float *second,
                       ptrdiff_t count) {
  optimizer_job job = {kernel_table_in_use(), step, value, first, second, gradient, count, STRETCH, NULL};
  kernel_parallel((count + STRETCH - 1) / STRETCH, adamw_part, &job);
}

static void norm_part(void *context, ptrdiff_t task) {
  const optimizer_job *job = context;
  job->parts[task] = job->table->squared_norm(job->gradient + task * job->stretch, part_length(job, task));
}

/// How many elements a partial sum of the norm covers: a multiple of 16.
static ptrdiff_t norm_stretch(ptrdiff_t count) {
  ptrdiff_t stretch = STRETCH;
  while ((count + stretch - 1) / stretch > MOST_PARTS) stretch *= 2;
  return stretch;
}

double kernel_squared_norm(const float *values, ptrdiff_t count) {
  double parts[MOST_PARTS], total = 0;
  optimizer_job job = {.table = kernel_table_in_use(), .gradient = values, .count = count, .parts = parts};
  job.stretch = norm_stretch(count);
  ptrdiff_t tasks = (count + job.stretch - 1) / job.stretch;
  kernel_parallel(tasks, norm_part, &job);
  for (ptrdiff_t task = 0; task < tasks; task++) total += parts[task];
  return total;
}

static double lanes_sum(const double *lanes) {
  double total = 0;
  for (int lane = 0; lane < 16; lane++) total += lanes[lane];
  return total;
}

double kernel_squared_norm_of_columns(const float *values, const int32_t *columns, ptrdiff_t count, ptrdiff_t rank,
                                      ptrdiff_t vocabulary) {
  ptrdiff_t stretch = norm_stretch(rank * vocabulary), part = 0;
  double lanes[16] = {0}, total = 0;
  for (ptrdiff_t r = 0; r < rank; r++)
    for (ptrdiff_t i = 0; i < count; i++) {
      ptrdiff_t place = r * vocabulary + columns[i];
      if (place / stretch != part) {
        total += lanes_sum(lanes);
        memset(lanes, 0, sizeof lanes);
        part = place / stretch;
      }
      double x = values[i * rank + r];
      lanes[place % 16] += x * x;
    }
  return total + lanes_sum(lanes);
}

typedef struct {
  const kernel_table *table;
  const kernel_adamw *steps;
  ptrdiff_t step_count;
  const int32_t *columns, *firsts;
  const uint8_t *touched;
  ptrdiff_t count;
  const float *gradients;
  float *value, *first, *second;
  ptrdiff_t rank, vocabulary;
} column_job;

static void columns_part(void *context, ptrdiff_t task) {
  const column_job *job = context;
  ptrdiff_t end = (task + 1) * COLUMNS_PER_TASK;
  for (ptrdiff_t i = task * COLUMNS_PER_TASK; i < end && i < job->count; i++) {
    ptrdiff_t column = job->columns[i], from = job->firsts[i];
    job->table->adamw_column(
      job->steps + from, job->step_count - from, job->gradients ? job->gradients + i * job->rank : NULL,
      job->value + column, job->first + column, job->second + column, job->rank, job->vocabulary);
  }
}

void kernel_adamw_columns(const kernel_adamw *steps, ptrdiff_t step_count, const int32_t *columns,
                          const int32_t *firsts, ptrdiff_t count, const float *gradients, float *value, float *first,
                          float *second, ptrdiff_t rank, ptrdiff_t vocabulary) {
  column_job job = {
    .table = kernel_table_in_use(), .steps = steps, .step_count = step_count, .columns = columns, .firsts = firsts,
    .count = count, .gradients = gradients, .value = value, .first = first, .second = second, .rank = rank,
    .vocabulary = vocabulary};
  kernel_parallel((count + COLUMNS_PER_TASK - 1) / COLUMNS_PER_TASK, columns_part, &job);
}

static void untouched_part(void *context, ptrdiff_t task) {
  const column_job *job = context;
  ptrdiff_t parts = (job->vocabulary + STRETCH - 1) / STRETCH, start = task % parts * STRETCH;
  ptrdiff_t count = job->vocabulary - start < STRETCH ? job->vocabulary - start : STRETCH;
  job->table->decay_untouched(job->steps, job->step_count, job->touched + start,
                              job->value + task / parts * job->vocabulary + start, count);
}

void kernel_adamw_untouched(const kernel_adamw *steps, ptrdiff_t step_count, const uint8_t *touched, float *value,
                            ptrdiff_t rank, ptrdiff_t vocabulary) {
  column_job job = {.table = kernel_table_in_use(), .steps = steps, .step_count = step_count, .touched = touched,
                    .value = value, .rank = rank, .vocabulary = vocabulary};
  kernel_parallel(rank * ((vocabulary + STRETCH - 1) / STRETCH), untouched_part, &job);
}
