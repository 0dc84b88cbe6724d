#include "columns.h"

/** Where sample i of `large` lies among `small` places with aligned corners. */
INLINE float place(int i, int small, int large) {
  return large > 1 ? (float)i * (small - 1) / (large - 1) : 0;
}

/** What part each place of an axis has in the average over its upsampling: weights [small]. */
static void upsampling_shares(float *weights, int small, int large) {
  for (int i = 0; i < small; i++) weights[i] = 0;
  for (int i = 0; i < large; i++) {
    const float at = place(i, small, large);
    const int before = at;
    const float share = at - before;
    weights[before] += (1 - share) / large;
    if (before + 1 < small) weights[before + 1] += share / large;
  }
}

/**
 * Of groups begin to end: GroupNorm of a branch y [h · w, n] as a scale and a shift of every channel, and the channel's average over the
 * level, to which the branch may yet have to be upsampled -> statistics [3, n]. epsilon is the bits of a float.
 * scratch: 2 · n + h + w floats.
 */
KERNEL(branch_statistics)
(const float *y, const float *weight, const float *bias, float *statistics, int h, int w, int level_h, int level_w, int n, int groups, int epsilon, int begin, int end, float *scratch) {
  const int size = n / groups, first = begin * size, count = (end - begin) * size;
  const float least = wasm_f32x4_extract_lane(wasm_i32x4_splat(epsilon), 0);
  float *scale = statistics + first, *shift = scale + n, *average = shift + n;
  float *mean = scratch, *block = mean + count, *rows = block + count, *columns = rows + h;
  y += first;
  sum_columns(mean, block, y, n, 0, 1, h * w, count);
  if (h == level_h && w == level_w) {
    for (int c = 0; c < count; c++) average[c] = mean[c] / (h * w);
  } else {
    upsampling_shares(rows, h, level_h);
    upsampling_shares(columns, w, level_w);
    for (int c = 0; c < count; c++) average[c] = 0;
    for (int i = 0; i < h; i++) {
      for (int c = 0; c < count; c++) block[c] = 0;
      for (int j = 0; j < w; j++) {
        const float *at = y + (i * w + j) * n;
        for (int c = 0; c < count; c++) block[c] += columns[j] * at[c];
      }
      for (int c = 0; c < count; c++) average[c] += rows[i] * block[c];
    }
  }
  group_means(mean, end - begin, size, h * w);
  sum_columns(scale, block, y, n, mean, 2, h * w, count);
  group_means(scale, end - begin, size, h * w);
  for (int c = 0; c < count; c++) {
    scale[c] = weight[first + c] / __builtin_sqrtf(scale[c] + least);
    shift[c] = bias[first + c] - mean[c] * scale[c];
    average[c] = average[c] * scale[c] + shift[c];
  }
}

INLINE float hard_sigmoid(float x) {
  return x <= -3 ? 0 : x >= 3 ? 1 : (x + 3) / 6;
}

/** out [n] = in [k] · weight [k, n] + bias */
static void project(float *out, const float *in, const float *weight, const float *bias, int k, int n) {
  for (int c = 0; c < n; c++) out[c] = bias[c];
  for (int i = 0; i < k; i++, weight += n) {
    for (int c = 0; c < n; c++) out[c] += in[i] * weight[c];
  }
}

/**
 * What every channel is multiplied with and shifted by, from the statistics [branches, 3, n]: factors [branches + 5, n] holds the factor
 * of each branch, GroupNorm and scale-aware attention in one, then their common shift, then a1, b1, a2, b2 of DYReLU. Of the average that
 * DYReLU starts from the branches' averages tell everything. scratch: n + hidden floats.
 */
KERNEL(branch_factors)
(const float *statistics, int branches, const float *weight, const float *bias, const float *squeeze, const float *squeeze_bias, const float *expand, const float *expand_bias, int hidden, float *factors, int n, float *scratch) {
  float *shift = factors + branches * n, *relu = shift + n, *mean = scratch, *inner = scratch + n;
  for (int c = 0; c < n; c++) shift[c] = mean[c] = 0;
  for (int b = 0; b < branches; b++, statistics += 3 * n, factors += n) {
    float attention = bias[0];
    for (int c = 0; c < n; c++) attention += statistics[2 * n + c] * weight[c];
    const float share = hard_sigmoid(attention > 0 ? attention : 0) / branches;
    for (int c = 0; c < n; c++) {
      factors[c] = share * statistics[c];
      shift[c] += share * statistics[n + c];
      mean[c] += share * statistics[2 * n + c];
    }
  }
  project(inner, mean, squeeze, squeeze_bias, n, hidden);
  for (int i = 0; i < hidden; i++) inner[i] = inner[i] > 0 ? inner[i] : 0;
  project(relu, inner, expand, expand_bias, hidden, 4 * n);
  for (int c = 0; c < n; c++) {
    relu[c] = 2 * hard_sigmoid(relu[c]);
    relu[n + c] = hard_sigmoid(relu[n + c]) - 0.5f;
    relu[2 * n + c] = 2 * hard_sigmoid(relu[2 * n + c]) - 1;
    relu[3 * n + c] = hard_sigmoid(relu[3 * n + c]) - 0.5f;
  }
}

/** to [n] += factor · the branch y [small_h, small_w, n], upsampled to [h, w], at a location. */
INLINE void add_branch(float *restrict to, const float *restrict y, int small_h, int small_w, int h, int w, int row, int column, const float *restrict factor, int n) {
  if (!y) return;
  if (small_h == h && small_w == w) {
    const float *at = y + (row * w + column) * n;
    for (int c = 0; c < n; c++) to[c] += factor[c] * at[c];
    return;
  }
  const float py = place(row, small_h, h), px = place(column, small_w, w);
  const int top = py, left = px;
  const float fy = py - top, fx = px - left;
  const int below = top + 1 < small_h ? small_w * n : 0, right = left + 1 < small_w ? n : 0;
  const float *a = y + (top * small_w + left) * n, *b = a + right, *d = a + below, *e = d + right;
  for (int c = 0; c < n; c++) {
    const float upper = a[c] + (b[c] - a[c]) * fx, lower = d[c] + (e[c] - d[c]) * fx;
    to[c] += factor[c] * (upper + (lower - upper) * fy);
  }
}

/** Rows begin to end of the level [h, w, n]: up to three branches (0 for none), weighted, added and activated with the factors of above. */
KERNEL(combine_branches)
(const float *y0, int h0, int w0, const float *y1, int h1, int w1, const float *y2, int h2, int w2, int branches, const float *factors, float *restrict out, int h, int w, int n, int begin, int end, float *scratch) {
  (void)scratch;
  const float *restrict shift = factors + branches * n, *restrict a1 = shift + n, *restrict b1 = a1 + n, *restrict a2 = b1 + n, *restrict b2 = a2 + n;
  out += begin * w * n;
  for (int row = begin; row < end; row++) {
    for (int column = 0; column < w; column++, out += n) {
      for (int c = 0; c < n; c++) out[c] = shift[c];
      add_branch(out, y0, h0, w0, h, w, row, column, factors, n);
      add_branch(out, y1, h1, w1, h, w, row, column, factors + n, n);
      add_branch(out, y2, h2, w2, h, w, row, column, factors + 2 * n, n);
      for (int c = 0; c < n; c++) {
        const float first = out[c] * a1[c] + b1[c], second = out[c] * a2[c] + b2[c];
        out[c] = first > second ? first : second;
      }
    }
  }
}
