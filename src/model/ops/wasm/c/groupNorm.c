#include "columns.h"

WHOLE_KERNEL_WITH_SCRATCH(group_norm, 3 * job.n) {
  const float *x = job.x;
  float *out = job.out;
  const int rows = job.rows, n = job.n, groups = job.groups;
  float *mean = scratch, *scale = scratch + n, *block = scratch + 2 * n;
  sum_columns(mean, block, x, n, 0, 1, rows, n);
  group_means(mean, groups, n / groups, rows);
  sum_columns(scale, block, x, n, mean, 2, rows, n);
  group_means(scale, groups, n / groups, rows);
  for (int c = 0; c < n; c++) scale[c] = job.weight[c] / __builtin_sqrtf(scale[c] + job.epsilon);
  for (int i = 0; i < rows; i++, x += n, out += n) {
    for (int c = 0; c < n; c++) out[c] = (x[c] - mean[c]) * scale[c] + job.bias[c];
  }
}
