// The machine's limits, for comparison: arithmetic in registers and reading memory, on all threads.
#include "table.h"

enum { SPINS_PER_THREAD = 4, READ_SIZE = 1 << 18 };

typedef struct {
  const kernel_table *table;
  ptrdiff_t rounds;
  int in_pairs;
  const float *values;
  ptrdiff_t count;
} limit_work;

// Where results go that nobody reads: the work must not look idle to the compiler.
static volatile float unread;

static void spin_part(void *context, ptrdiff_t task) {
  const limit_work *work = context;
  (void)task;
  unread = (work->in_pairs ? work->table->spin_pairs : work->table->spin)(work->rounds);
}

double kernel_spin(int in_bfloat16, ptrdiff_t rounds) {
  limit_work work = {.table = kernel_table_in_use(), .rounds = rounds};
  work.in_pairs = in_bfloat16 && work.table->spin_pairs;
  ptrdiff_t tasks = (ptrdiff_t)SPINS_PER_THREAD * kernel_threads();
  kernel_parallel(tasks, spin_part, &work);
  return (double)tasks * (double)rounds * work.table->spin_operations * (work.in_pairs ? 2 : 1);
}

static void read_part(void *context, ptrdiff_t task) {
  const limit_work *work = context;
  ptrdiff_t start = task * READ_SIZE, count = work->count - start;
  unread = work->table->sum_all(work->values + start, count < READ_SIZE ? count : READ_SIZE);
}

void kernel_read_memory(const float *values, ptrdiff_t count) {
  limit_work work = {.table = kernel_table_in_use(), .values = values, .count = count};
  kernel_parallel((count + READ_SIZE - 1) / READ_SIZE, read_part, &work);
}
