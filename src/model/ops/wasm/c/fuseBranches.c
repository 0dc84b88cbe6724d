#include "columns.h"

/** Where sample i of `large` lies among `small` places with aligned corners. */
INLINE float place(int i, int small, int large) { return large > 1 ? (float)i * (small - 1) / (large - 1) : 0; }

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

KERNEL_WITH_SCRATCH(branch_statistics, 2 * job.n + job.h + job.w) {
  const int h = job.h, w = job.w, level_h = job.level_h, level_w = job.level_w, n = job.n;
  const int size = n / job.groups, first = begin * size, count = (end - begin) * size;
  float *scale = job.statistics + first, *shift = scale + n, *average = shift + n;
  float *mean = scratch, *block = mean + count, *rows = block + count, *columns = rows + h;
  const float *y = job.y + first;
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
    scale[c] = job.weight[first + c] / __builtin_sqrtf(scale[c] + job.epsilon);
    shift[c] = job.bias[first + c] - mean[c] * scale[c];
    average[c] = average[c] * scale[c] + shift[c];
  }
}

INLINE float hard_sigmoid(float x) { return x <= -3 ? 0 : x >= 3 ? 1 : (x + 3) / 6; }

/** out [n] = in [k] · weight [k, n] + bias */
static void project(float *out, const float *in, const float *weight, const float *bias, int k, int n) {
  for (int c = 0; c < n; c++) out[c] = bias[c];
  for (int i = 0; i < k; i++, weight += n) {
    for (int c = 0; c < n; c++) out[c] += in[i] * weight[c];
  }
}

WHOLE_KERNEL_WITH_SCRATCH(branch_factors, job.n + job.hidden) {
  const int branches = job.branches, hidden = job.hidden, n = job.n;
  const float *statistics = job.statistics;
  float *factors = job.factors;
  float *shift = factors + branches * n, *relu = shift + n, *mean = scratch, *inner = scratch + n;
  for (int c = 0; c < n; c++) shift[c] = mean[c] = 0;
  for (int b = 0; b < branches; b++, statistics += BRANCH_STATISTICS * n, factors += n) {
    float attention = job.bias[0];
    for (int c = 0; c < n; c++) attention += statistics[2 * n + c] * job.weight[c];
    const float share = hard_sigmoid(attention > 0 ? attention : 0) / branches;
    for (int c = 0; c < n; c++) {
      factors[c] = share * statistics[c];
      shift[c] += share * statistics[n + c];
      mean[c] += share * statistics[2 * n + c];
    }
  }
  project(inner, mean, job.squeeze, job.squeeze_bias, n, hidden);
  for (int i = 0; i < hidden; i++) inner[i] = inner[i] > 0 ? inner[i] : 0;
  project(relu, inner, job.expand, job.expand_bias, hidden, 4 * n);
  for (int c = 0; c < n; c++) {
    relu[c] = 2 * hard_sigmoid(relu[c]);
    relu[n + c] = hard_sigmoid(relu[n + c]) - 0.5f;
    relu[2 * n + c] = 2 * hard_sigmoid(relu[2 * n + c]) - 1;
    relu[3 * n + c] = hard_sigmoid(relu[3 * n + c]) - 0.5f;
  }
}

/** to [n] += factor · the branch y [small_h, small_w, n], upsampled to [h, w], at a location. */
INLINE void add_branch(
    float *restrict to, const float *restrict y, int small_h, int small_w, int h, int w, int row, int column,
    const float *restrict factor, int n) {
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

INLINE void combine_rows(float *restrict out, const struct combine_branches job, int begin, int end) {
  const int h = job.h, w = job.w, n = job.n;
  const float *factors = job.factors;
  const float *shift = factors + job.branches * n, *a1 = shift + n, *b1 = a1 + n, *a2 = b1 + n, *b2 = a2 + n;
  for (int row = begin; row < end; row++) {
    for (int column = 0; column < w; column++, out += n) {
      for (int c = 0; c < n; c++) out[c] = shift[c];
      UNROLL for (int b = 0; b < MAX_BRANCHES; b++) {
        add_branch(out, job.y[b], job.heights[b], job.widths[b], h, w, row, column, factors + b * n, n);
      }
      for (int c = 0; c < n; c++) {
        const float first = out[c] * a1[c] + b1[c], second = out[c] * a2[c] + b2[c];
        out[c] = first > second ? first : second;
      }
    }
  }
}

KERNEL(combine_branches) { combine_rows(job.out + begin * job.w * job.n, job, begin, end); }
