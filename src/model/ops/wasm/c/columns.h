/** Sums over the locations of a map, channel by channel: what the normalisations by groups share. */
#pragma once
#include "simd.h"

/** Rows that are summed before their sum joins the others: float32 sums of many thousand rows would lose digits. */
enum { SUMMED = 64 };

/** sums [n] = over the rows of (x - centre)^power, power 1 or 2, for n columns of rows that are `step` apart; block [n]
 * is scratch. */
INLINE void sum_columns(
    float *sums, float *block, const float *x, int step, const float *centre, const int power, int rows, int n) {
  for (int c = 0; c < n; c++) sums[c] = 0;
  for (int begin = 0; begin < rows; begin += SUMMED) {
    const int end = rows - begin < SUMMED ? rows : begin + SUMMED;
    for (int c = 0; c < n; c++) block[c] = 0;
    for (int i = begin; i < end; i++) {
      const float *row = x + i * step;
      for (int c = 0; c < n; c++) {
        const float value = power == 1 ? row[c] : row[c] - centre[c];
        block[c] += power == 1 ? value : value * value;
      }
    }
    for (int c = 0; c < n; c++) sums[c] += block[c];
  }
}

/** values [groups · size], one a channel -> each the mean of its group's, over `rows` locations. */
INLINE void group_means(float *values, int groups, int size, int rows) {
  for (int g = 0; g < groups; g++, values += size) {
    float sum = 0;
    for (int c = 0; c < size; c++) sum += values[c];
    for (int c = 0; c < size; c++) values[c] = sum / (size * rows);
  }
}
