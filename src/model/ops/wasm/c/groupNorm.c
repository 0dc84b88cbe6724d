#include "columns.h"

/** Group normalisation of x [rows, n] over the rows and the channels of a group -> out. scratch: 3 · n floats. */
KERNEL(group_norm)(const float *x, const float *weight, const float *bias, float *out, int rows, int n, int groups, float epsilon, float *scratch) {
  float *mean = scratch, *scale = scratch + n, *block = scratch + 2 * n;
  sum_columns(mean, block, x, n, 0, 1, rows, n);
  group_means(mean, groups, n / groups, rows);
  sum_columns(scale, block, x, n, mean, 2, rows, n);
  group_means(scale, groups, n / groups, rows);
  for (int c = 0; c < n; c++) scale[c] = weight[c] / __builtin_sqrtf(scale[c] + epsilon);
  for (int i = 0; i < rows; i++, x += n, out += n) {
    for (int c = 0; c < n; c++) out[c] = (x[c] - mean[c]) * scale[c] + bias[c];
  }
}
