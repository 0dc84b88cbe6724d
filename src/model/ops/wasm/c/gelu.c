#include "simd.h"

WHOLE_KERNEL(gelu) {
  const float *x = job.x;
  float *out = job.out;
  const int n = job.n;
  int i = 0;
  for (; i + 4 <= n; i += 4) store(out + i, gelu4(load(x + i)));
  if (i < n) store_some(out + i, gelu4(load_some(x + i, n - i)), n - i);
}
