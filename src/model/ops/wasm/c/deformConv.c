#include "gemm.h"

enum { KERNEL_SIZE = 3 };
_Static_assert(POINTS == KERNEL_SIZE * KERNEL_SIZE, "the kernel is square");

/** Masks of a location in scratch memory, in whole fours. */
enum { MASKS = (POINTS + 3) & -4 };

/** to [channels] = the bilinear sample of x [h, w, channels] at (y, x0) times `mask`; zeros outside. */
INLINE void sample(float *to, const float *x, int h, int w, int channels, float py, float px, float mask) {
  // Beyond this nothing is inside; a float that is not a number fails too.
  if (!(py > -1 && py < h && px > -1 && px < w)) {
    for (int c = 0; c < channels; c++) to[c] = 0;
    return;
  }
  const float top = __builtin_floorf(py), left = __builtin_floorf(px);
  const float fy = py - top, fx = px - left;
  const int y0 = top, x0 = left;
  // A corner outside has weight 0; its address is moved to one that exists.
  const float w0 = y0 >= 0 ? (1 - fy) * mask : 0, w1 = y0 + 1 < h ? fy * mask : 0;
  const float u0 = x0 >= 0 ? 1 - fx : 0, u1 = x0 + 1 < w ? fx : 0;
  const int upper = y0 >= 0 ? y0 : 0, lower = y0 + 1 < h ? y0 + 1 : y0;
  const int before = x0 >= 0 ? x0 : 0, behind = x0 + 1 < w ? x0 + 1 : x0;
  const float *a = x + (upper * w + before) * channels, *b = x + (upper * w + behind) * channels;
  const float *d = x + (lower * w + before) * channels, *e = x + (lower * w + behind) * channels;
  const f32x4 wa = splat(w0 * u0), wb = splat(w0 * u1), wd = splat(w1 * u0), we = splat(w1 * u1);
  int c = 0;
  for (; c + 4 <= channels; c += 4) {
    store(to + c, madd(load(e + c), we, madd(load(d + c), wd, madd(load(b + c), wb, mul(load(a + c), wa)))));
  }
  for (; c < channels; c++) to[c] = w0 * (u0 * a[c] + u1 * b[c]) + w1 * (u0 * d[c] + u1 * e[c]);
}

KERNEL_WITH_SCRATCH(deform_conv, LOCATIONS *(job.channels + MASKS)) {
  const int channels = job.channels, n = job.n;
  float *columns = scratch, *masks = scratch + LOCATIONS * channels;
  for (; begin < end; begin += LOCATIONS) {
    const int rows = end - begin < LOCATIONS ? end - begin : LOCATIONS;
    for (int i = 0; i < rows; i++) {
      const float *factor = job.mask + (begin + i) * job.mask_step;
      for (int p = 0; p < POINTS; p += 4) {
        const f32x4 given = p + 4 <= POINTS ? load(factor + p) : load_some(factor + p, POINTS - p);
        store(masks + i * MASKS + p, job.mask_is_logits ? sigmoid4(given) : given);
      }
    }
    float *result = job.out + begin * n;
    const float *weight = job.packed;
    for (int p = 0; p < POINTS; p++, weight += packed_floats(channels, n)) {
      float *to = columns;
      for (int i = 0; i < rows; i++, to += channels) {
        const float *offset = job.offsets + (begin + i) * job.offsets_step + 2 * p;
        const int y = (begin + i) / job.out_w * job.stride - 1 + p / KERNEL_SIZE,
                  x0 = (begin + i) % job.out_w * job.stride - 1 + p % KERNEL_SIZE;
        sample(to, job.x, job.h, job.w, channels, y + offset[0], x0 + offset[1], masks[i * MASKS + p]);
      }
      multiply(columns, channels, weight, result, n, rows, n, channels, p ? result : job.bias, p ? n : 0);
    }
  }
}

WHOLE_KERNEL(map_on_smaller_grid) {
  float *out = job.out;
  for (int i = 0; i < job.fewer; i++) {
    for (int c = 0; c < MAP_CHANNELS; c++, out++) {
      // Offsets and masks are two buffers in the official code, each of which is read channel by channel.
      const int first = c < 2 * POINTS ? 0 : 2 * POINTS, index = (c - first) * job.fewer + i;
      *out = job.map[index % job.locations * MAP_CHANNELS + first + index / job.locations];
    }
  }
}
