#include "simd.h"

/** Rows that are summed before their sum joins the others: float32 sums of many thousand rows would lose digits. */
enum { SUMMED = 64 };

/** sums [n] = over the rows of (x - centre)^power, power 1 or 2; block [n] is scratch. */
INLINE void sum_columns(float *sums, float *block, const float *x, const float *centre, const int power, int rows, int n) {
  for (int c = 0; c < n; c++) sums[c] = 0;
  for (int begin = 0; begin < rows; begin += SUMMED) {
    const int end = rows - begin < SUMMED ? rows : begin + SUMMED;
    for (int c = 0; c < n; c++) block[c] = 0;
    for (int i = begin; i < end; i++) {
      for (int c = 0; c < n; c++) {
        const float value = power == 1 ? x[i * n + c] : x[i * n + c] - centre[c];
        block[c] += power == 1 ? value : value * value;
      }
    }
    for (int c = 0; c < n; c++) sums[c] += block[c];
  }
}

/** values [n], one a channel -> each the mean of its group's, over `rows` locations. */
INLINE void group_means(float *values, int n, int groups, int rows) {
  const int size = n / groups;
  for (int g = 0; g < groups; g++) {
    float sum = 0;
    for (int c = g * size; c < (g + 1) * size; c++) sum += values[c];
    for (int c = g * size; c < (g + 1) * size; c++) values[c] = sum / (size * rows);
  }
}

/** Group normalisation of x [rows, n] over the rows and the channels of a group -> out. scratch: 3 · n floats. */
KERNEL(group_norm)(const float *x, const float *weight, const float *bias, float *out, int rows, int n, int groups, float epsilon, float *scratch) {
  float *mean = scratch, *scale = scratch + n, *block = scratch + 2 * n;
  sum_columns(mean, block, x, 0, 1, rows, n);
  group_means(mean, n, groups, rows);
  sum_columns(scale, block, x, mean, 2, rows, n);
  group_means(scale, n, groups, rows);
  for (int c = 0; c < n; c++) scale[c] = weight[c] / __builtin_sqrtf(scale[c] + epsilon);
  for (int i = 0; i < rows; i++, x += n, out += n) {
    for (int c = 0; c < n; c++) out[c] = (x[c] - mean[c]) * scale[c] + bias[c];
  }
}
