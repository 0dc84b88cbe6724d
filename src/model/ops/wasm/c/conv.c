#include "gemm.h"

/**
 * Locations begin to end of a convolution size × size of x [h, w, channels] with zeros `padding` around it, weight [size², channels, n]
 * packed point by point, bias [n] -> out [out h · out_w, n]. scratch: LOCATIONS · channels floats.
 */
KERNEL(conv)
(const float *x, int h, int w, int channels, int size, int stride, int padding, int out_w, const float *packed, const float *bias, float *out, int n, int begin, int end, float *scratch) {
  for (; begin < end; begin += LOCATIONS) {
    const int rows = end - begin < LOCATIONS ? end - begin : LOCATIONS;
    float *result = out + begin * n;
    const float *weight = packed;
    for (int p = 0; p < size * size; p++, weight += channels * panel_columns(n)) {
      float *to = scratch;
      for (int i = begin; i < begin + rows; i++, to += channels) {
        const int y = i / out_w * stride - padding + p / size, x0 = i % out_w * stride - padding + p % size;
        const float *from = x + (y * w + x0) * channels;
        if (y < 0 || y >= h || x0 < 0 || x0 >= w) {
          for (int c = 0; c < channels; c++) to[c] = 0;
        } else {
          for (int c = 0; c < channels; c++) to[c] = from[c];
        }
      }
      multiply(scratch, channels, weight, result, n, rows, n, channels, p ? result : bias, p ? n : 0);
    }
  }
}
