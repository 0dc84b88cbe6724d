#include "gemm.h"

KERNEL_WITH_SCRATCH(conv, LOCATIONS *job.channels) {
  const int h = job.h, w = job.w, channels = job.channels, size = job.size, n = job.n;
  for (; begin < end; begin += LOCATIONS) {
    const int rows = end - begin < LOCATIONS ? end - begin : LOCATIONS;
    float *result = job.out + begin * n;
    const float *weight = job.packed;
    for (int p = 0; p < size * size; p++, weight += packed_floats(channels, n)) {
      float *to = scratch;
      for (int i = begin; i < begin + rows; i++, to += channels) {
        const int y = i / job.out_w * job.stride - job.padding + p / size,
                  x0 = i % job.out_w * job.stride - job.padding + p % size;
        const float *from = job.x + (y * w + x0) * channels;
        if (y < 0 || y >= h || x0 < 0 || x0 >= w) {
          for (int c = 0; c < channels; c++) to[c] = 0;
        } else {
          for (int c = 0; c < channels; c++) to[c] = from[c];
        }
      }
      multiply(scratch, channels, weight, result, n, rows, n, channels, p ? result : job.bias, p ? n : 0);
    }
  }
}
