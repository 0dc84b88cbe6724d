#include "gemm.h"

/**
 * Locations begin to end of a convolution size × size of x [h, w, channels] with zeros `padding` around it, weight [size² · channels, n]
 * packed, bias [n] -> out [out h · out_w, n]. scratch: size² · channels · LOCATIONS floats.
 */
KERNEL(conv)
(const float *x, int h, int w, int channels, int size, int stride, int padding, int out_w, const float *packed, const float *bias, float *out, int n, int begin, int end, float *scratch) {
  const int k = size * size * channels;
  for (; begin < end; begin += LOCATIONS) {
    const int rows = end - begin < LOCATIONS ? end - begin : LOCATIONS;
    float *to = scratch;
    for (int i = begin; i < begin + rows; i++) {
      const int top = i / out_w * stride - padding, left = i % out_w * stride - padding;
      for (int p = 0; p < size * size; p++, to += channels) {
        const int y = top + p / size, x0 = left + p % size;
        const float *from = x + (y * w + x0) * channels;
        if (y < 0 || y >= h || x0 < 0 || x0 >= w) {
          for (int c = 0; c < channels; c++) to[c] = 0;
        } else {
          for (int c = 0; c < channels; c++) to[c] = from[c];
        }
      }
    }
    multiply(scratch, k, packed, out + begin * n, n, rows, n, k, bias, 0);
  }
}
