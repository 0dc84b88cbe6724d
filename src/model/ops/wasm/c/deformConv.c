#include "gemm.h"

enum { KERNEL_SIZE = 3, POINTS = KERNEL_SIZE * KERNEL_SIZE, MAP = 3 * POINTS };

/** Masks of a location, in whole fours. */
enum { SHARES = 12 };

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

/**
 * Locations begin to end of the modulated deformable convolution 3 × 3, padding 1: see deformConv2d.ts.
 * x [h, w, channels], offsets of a location (dy, dx for each point) `step` floats after those of the one before, its masks mask_step,
 * weight [9, channels, n] packed point by point, bias [n] -> out [out h · out w, n]. With `logits` the masks are yet to go through the
 * sigmoid. scratch: LOCATIONS · (channels + SHARES) floats.
 */
KERNEL(deform_conv)
(const float *x, int h, int w, int channels, const float *offsets, int step, const float *mask, int mask_step, int logits, int out_w, int stride, const float *packed, const float *bias, float *out, int n, int begin, int end, float *scratch) {
  float *columns = scratch, *shares = scratch + LOCATIONS * channels;
  for (; begin < end; begin += LOCATIONS) {
    const int rows = end - begin < LOCATIONS ? end - begin : LOCATIONS;
    for (int i = 0; i < rows; i++) {
      const float *factor = mask + (begin + i) * mask_step;
      for (int p = 0; p < POINTS; p += 4) {
        const f32x4 given = p + 4 <= POINTS ? load(factor + p) : load_some(factor + p, POINTS - p);
        store(shares + i * SHARES + p, logits ? sigmoid4(given) : given);
      }
    }
    float *result = out + begin * n;
    const float *weight = packed;
    for (int p = 0; p < POINTS; p++, weight += channels * panel_columns(n)) {
      float *to = columns;
      for (int i = 0; i < rows; i++, to += channels) {
        const float *offset = offsets + (begin + i) * step + 2 * p;
        const int y = (begin + i) / out_w * stride - 1 + p / KERNEL_SIZE, x0 = (begin + i) % out_w * stride - 1 + p % KERNEL_SIZE;
        sample(to, x, h, w, channels, y + offset[0], x0 + offset[1], shares[i * SHARES + p]);
      }
      multiply(columns, channels, weight, result, n, rows, n, channels, p ? result : bias, p ? n : 0);
    }
  }
}

/** A map of offsets [locations, 18] and masks [locations, 9], read as if it had fewer locations: see rereadSampling -> out [fewer, 27]. */
KERNEL(reread_map)(const float *map, int locations, float *out, int fewer) {
  for (int i = 0; i < fewer; i++) {
    for (int c = 0; c < MAP; c++, out++) {
      const int first = c < 2 * POINTS ? 0 : 2 * POINTS, place = (c - first) * fewer + i;
      *out = map[place % locations * MAP + first + place / locations];
    }
  }
}
