#include "simd.h"

KERNEL(layer_norm) {
  const int n = job.n, whole = n & -4, rest = n & 3;
  const float *x = job.x + begin * n, *weight = job.weight, *bias = job.bias;
  float *out = job.out + begin * n;
  for (int i = begin; i < end; i++, x += n, out += n) {
    f32x4 sums = rest ? load_some(x + whole, rest) : splat(0);
    for (int j = 0; j < whole; j += 4) sums = add(sums, load(x + j));
    const f32x4 mean = splat(sum_lanes(sums) / n);
    f32x4 squares = splat(0);
    for (int j = 0; j < whole; j += 4) {
      const f32x4 centred = sub(load(x + j), mean);
      squares = madd(centred, centred, squares);
    }
    float variance = sum_lanes(squares);
    for (int j = whole; j < n; j++) {
      const float centred = x[j] - wasm_f32x4_extract_lane(mean, 0);
      variance += centred * centred;
    }
    const f32x4 scale = splat(1 / __builtin_sqrtf(variance / n + job.epsilon));
    for (int j = 0; j < whole; j += 4) {
      store(out + j, madd(mul(sub(load(x + j), mean), scale), load(weight + j), load(bias + j)));
    }
    if (rest) {
      const f32x4 normed = mul(sub(load_some(x + whole, rest), mean), scale);
      store_some(out + whole, madd(normed, load_some(weight + whole, rest), load_some(bias + whole, rest)), rest);
    }
  }
}
