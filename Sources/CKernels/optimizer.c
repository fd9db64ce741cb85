// AdamW and gradient norms over whole parameters, cut into stretches whose partial sums are added in order.
#include "table.h"

enum { STRETCH = 16384, MOST_PARTS = 1024 };

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

double kernel_squared_norm(const float *values, ptrdiff_t count) {
  double parts[MOST_PARTS], total = 0;
  optimizer_job job = {.table = kernel_table_in_use(), .gradient = values, .count = count, .parts = parts};
  job.stretch = STRETCH;
  while ((count + job.stretch - 1) / job.stretch > MOST_PARTS) job.stretch *= 2;
  ptrdiff_t tasks = (count + job.stretch - 1) / job.stretch;
  kernel_parallel(tasks, norm_part, &job);
  for (ptrdiff_t task = 0; task < tasks; task++) total += parts[task];
  return total;
}
