// Packing in plain C: any stored type to float32, [depth][width], missing lines zero.

INLINE float float_of_brain(uint16_t bits) {
  uint32_t word = (uint32_t)bits << 16;
  float value;
  memcpy(&value, &word, 4);
  return value;
}

INLINE float float_of_half(uint16_t bits) {
  uint32_t exponent = bits >> 10 & 31, fraction = bits & 1023, sign = (uint32_t)(bits & 0x8000) << 16, word;
  float value;
  if (exponent == 0) {
    value = (float)fraction * 0x1p-24f;
    return sign ? -value : value;
  }
  word = exponent == 31 ? sign | 0x7F800000 | fraction << 13 : sign | (exponent + 112) << 23 | fraction << 13;
  memcpy(&value, &word, 4);
  return value;
}

INLINE float rounded_to_brain(float value) {
  uint32_t word;
  memcpy(&word, &value, 4);
  if (value == value) word = (word + 0x7FFF + (word >> 16 & 1)) & 0xFFFF0000;
  memcpy(&value, &word, 4);
  return value;
}

INLINE float element_at(const void *source, kernel_element type, ptrdiff_t index) {
  if (type == kernel_float32) {
    float value;
    memcpy(&value, (const char *)source + 4 * index, 4);
    return value;
  }
  uint16_t bits;
  memcpy(&bits, (const char *)source + 2 * index, 2);
  return type == kernel_bfloat16 ? float_of_brain(bits) : float_of_half(bits);
}

INLINE void pack_as(const kernel_element type, float *packed, const pack_call *call) {
  for (ptrdiff_t k = 0; k < call->depth; k++, packed += call->width) {
    for (ptrdiff_t line = 0; line < call->lines; line++) {
      float value = element_at(call->source, type, line * call->line_stride + k * call->depth_stride);
      packed[line] = call->rounds ? rounded_to_brain(value) : value;
    }
    for (ptrdiff_t line = call->lines; line < call->width; line++) packed[line] = 0;
  }
}

static void pack(float *packed, const pack_call *call) {
  switch (call->type) {
  case kernel_float32: pack_as(kernel_float32, packed, call); break;
  case kernel_bfloat16: pack_as(kernel_bfloat16, packed, call); break;
  case kernel_float16: pack_as(kernel_float16, packed, call); break;
  default: break;
  }
}
