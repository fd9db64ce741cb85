// The worker pool: persistent threads that spin for a moment, then sleep. One job runs at a time; its tasks are
// handed out one by one, so that a slow core takes fewer. Which thread runs a task never changes what it computes.
#define _GNU_SOURCE
#include "CKernels.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_THREADS = 256, SPINS_WHEN_IDLE = 4000 };

typedef struct {
  void (*body)(void *, ptrdiff_t);
  void *context;
  ptrdiff_t tasks;
} job;

static pthread_mutex_t caller_lock = PTHREAD_MUTEX_INITIALIZER;  // who holds it may start a job
static pthread_mutex_t sleep_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

static job current;
static _Atomic(ptrdiff_t) next_task;
static atomic_int helpers_invited;  // how many may still join the current job
static atomic_int helpers_inside;
static atomic_uint generation;
static int sleepers;
static int started;  // helper threads that exist
static atomic_int thread_count;
static _Thread_local int inside_task;

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

static void run_tasks(void) {
  inside_task = 1;
  for (;;) {
    ptrdiff_t task = atomic_fetch_add_explicit(&next_task, 1, memory_order_relaxed);
    if (task >= current.tasks) break;
    current.body(current.context, task);
  }
  inside_task = 0;
}

static void wait_for_change(unsigned seen) {
  for (int spin = 0; spin < SPINS_WHEN_IDLE; spin++) {
    if (atomic_load_explicit(&generation, memory_order_acquire) != seen) return;
    pause_briefly();
  }
  pthread_mutex_lock(&sleep_lock);
  sleepers++;
  while (atomic_load(&generation) == seen) pthread_cond_wait(&wake, &sleep_lock);
  sleepers--;
  pthread_mutex_unlock(&sleep_lock);
}

static void *helper(void *unused) {
  (void)unused;
  unsigned seen = 0;
  for (;;) {
    wait_for_change(seen);
    seen = atomic_load(&generation);
    // Join before looking: the caller withdraws the invitations and then waits until nobody is inside.
    atomic_fetch_add(&helpers_inside, 1);
    if (atomic_fetch_sub(&helpers_invited, 1) > 0) run_tasks();
    atomic_fetch_sub(&helpers_inside, 1);
  }
  return NULL;
}

static int default_threads(void) {
  const char *wanted = getenv("TUNEBOOK_THREADS");
  if (wanted) {
    int count = atoi(wanted);
    if (count >= 1 && count <= MOST_THREADS) return count;
  }
  cpu_set_t allowed;
  int count = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
  return count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : count;
}

int kernel_threads(void) {
  int count = atomic_load_explicit(&thread_count, memory_order_relaxed);
  if (count == 0) {
    count = default_threads();
    atomic_store(&thread_count, count);
  }
  return count;
}

void kernel_set_threads(int threads) {
  atomic_store(&thread_count, threads < 1 ? 1 : threads > MOST_THREADS ? MOST_THREADS : threads);
}

static void start_helpers(int wanted) {
  while (started < wanted) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int failed = pthread_create(&thread, &attributes, helper, NULL);
    pthread_attr_destroy(&attributes);
    if (failed) break;  // fewer helpers do the same work
    started++;
  }
}

static void run_alone(ptrdiff_t tasks, void (*body)(void *, ptrdiff_t), void *context) {
  for (ptrdiff_t task = 0; task < tasks; task++) body(context, task);
}

void kernel_parallel(ptrdiff_t tasks, void (*body)(void *context, ptrdiff_t task), void *context) {
  int threads = kernel_threads();
  if (tasks <= 1 || threads == 1 || inside_task || pthread_mutex_trylock(&caller_lock) != 0) {
    run_alone(tasks, body, context);
    return;
  }
  int helpers = (tasks < threads ? (int)tasks : threads) - 1;
  start_helpers(helpers);
  current = (job){body, context, tasks};
  atomic_store(&next_task, 0);
  atomic_store(&helpers_invited, helpers);
  pthread_mutex_lock(&sleep_lock);
  atomic_fetch_add(&generation, 1);
  if (sleepers > 0) pthread_cond_broadcast(&wake);
  pthread_mutex_unlock(&sleep_lock);
  run_tasks();
  atomic_store(&helpers_invited, 0);
  for (int spin = 0; atomic_load(&helpers_inside) > 0; spin++) spin < SPINS_WHEN_IDLE ? pause_briefly() : (void)sched_yield();
  pthread_mutex_unlock(&caller_lock);
}
