// Sixteen floats at a time, whatever the instruction set: the compiler splits them where registers are narrower, so
// that all sets run the same source. Included between target pragmas, everything is inlined.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// The vector types never cross a call: every function that takes one is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

typedef float floats __attribute__((vector_size(64)));
typedef float loose_floats __attribute__((vector_size(64), aligned(4)));
typedef int32_t ints __attribute__((vector_size(64)));
typedef uint32_t words __attribute__((vector_size(64)));
