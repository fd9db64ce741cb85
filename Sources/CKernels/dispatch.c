// Chooses the instruction set, once, at run time.
#define _GNU_SOURCE
#include "table.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>

static unsigned long long enabled_state(void) {
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (unsigned long long)high << 32 | low;
}

kernel_set kernel_best_set(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return kernel_portable;
  int has_fma = c >> 12 & 1, has_xsave = c >> 27 & 1, has_half = c >> 29 & 1;
  if (!has_fma || !has_xsave || !has_half) return kernel_portable;
  unsigned long long state = enabled_state();
  if ((state & 6) != 6 || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b >> 5 & 1)) return kernel_portable;
  int has_foundation = b >> 16 & 1, has_dq = b >> 17 & 1, has_bw = b >> 30 & 1, has_vl = b >> 31 & 1;
  if ((state & 0xE6) != 0xE6 || !has_foundation || !has_dq || !has_bw || !has_vl) return kernel_avx2;
  if (!__get_cpuid_count(7, 1, &a, &b, &c, &d) || !(a >> 5 & 1)) return kernel_avx512;
  return kernel_avx512bf16;
}

static const kernel_table *table_of(kernel_set set) {
  switch (set) {
  case kernel_avx2: return &kernel_table_avx2;
  case kernel_avx512: return &kernel_table_avx512;
  case kernel_avx512bf16: return &kernel_table_avx512bf16;
  default: return &kernel_table_portable;
  }
}
#else
kernel_set kernel_best_set(void) { return kernel_portable; }
static const kernel_table *table_of(kernel_set set) { (void)set; return &kernel_table_portable; }
#endif

static atomic_int chosen = -1;
static _Thread_local int forced = -1;

static kernel_set chosen_set(void) {
  static const char *const names[] = {"portable", "avx2", "avx512", "avx512bf16"};
  int set = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (set >= 0) return (kernel_set)set;
  kernel_set best = kernel_best_set();
  const char *wanted = getenv("TUNEBOOK_ISA");
  for (int name = 0; wanted && name < 4; name++)
    if (strcmp(wanted, names[name]) == 0 && name < (int)best) best = (kernel_set)name;
  atomic_store(&chosen, (int)best);
  return best;
}

kernel_set kernel_active_set(void) { return forced >= 0 ? (kernel_set)forced : chosen_set(); }

int kernel_force_set(int set) {
  if (set > (int)kernel_best_set()) return -1;
  forced = set < 0 ? -1 : set;
  return 0;
}

const kernel_table *kernel_table_in_use(void) { return table_of(kernel_active_set()); }

void *kernel_scratch(int slot, size_t bytes) {
  static _Thread_local struct { void *memory; size_t bytes; } scratch[5];
  if (scratch[slot].bytes < bytes) {
    free(scratch[slot].memory);
    size_t size = (bytes + bytes / 4 + 4095) / 4096 * 4096;
    if (posix_memalign(&scratch[slot].memory, 64, size) != 0) abort();
    scratch[slot].bytes = size;
  }
  return scratch[slot].memory;
}
