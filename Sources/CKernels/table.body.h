// The loops every instruction set shares, as table entries.
#define SHARED_LOOPS                                                                                              \
  .unpack = unpack, .open_tile = open_tile, .add = add, .add_scaled = add_scaled, .rms_norm = rms_norm,           \
  .rms_norm_backward = rms_norm_backward, .gated = gated, .gated_backward = gated_backward,                       \
  .cross_entropy = cross_entropy, .rotate = rotate, .dots = dots, .weighted_sum = weighted_sum, .spread = spread, \
  .exponentials = exponentials, .adamw = adamw, .adamw_column = adamw_column, .decay_untouched = decay_untouched, \
  .squared_norm = squared_norm, .project = project, .gather = gather_outer, .spin = spin,                         \
  .spin_operations = SPIN_OPERATIONS, .sum_all = sum_all
