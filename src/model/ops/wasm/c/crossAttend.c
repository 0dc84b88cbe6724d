#include "gemm.h"

/** to [n] = the softmax of logits [n] + mask [n]. */
static void softmax_tokens(float *to, const float *logits, const float *mask, int n) {
  float top = -__builtin_inff(), sum = 0;
  for (int j = 0; j < n; j++) {
    to[j] = logits[j] + mask[j];
    top = to[j] > top ? to[j] : top;
  }
  const int whole = n & -4, rest = n & 3;
  f32x4 sums = splat(0);
  for (int j = 0; j < whole; j += 4) {
    const f32x4 e = exp4(sub(load(to + j), splat(top)));
    sums = add(sums, e);
    store(to + j, e);
  }
  if (rest) store_some(to + whole, exp4(sub(load_some(to + whole, rest), splat(top))), rest);
  for (int j = whole; j < n; j++) sum += to[j];
  const float share = 1 / (sum + sum_lanes(sums));
  for (int j = 0; j < n; j++) to[j] *= share;
}

KERNEL_WITH_SCRATCH(cross_attend, LOCATIONS *job.heads *job.tokens) {
  const int channels = job.channels, tokens = job.tokens, columns = job.heads * tokens;
  for (; begin < end; begin += LOCATIONS) {
    const int rows = end - begin < LOCATIONS ? end - begin : LOCATIONS;
    const float *from = job.v + begin * channels;
    float *x = job.logits + begin * columns, *out = job.visual + begin * channels;
    multiply(from, channels, job.keys, x, columns, rows, columns, channels, job.key_bias, 0);
    for (int i = 0; i < rows * columns; i++) {
      // What is not a number stays so.
      const float raised = x[i] < -job.limit ? -job.limit : x[i];
      x[i] = raised > job.limit ? job.limit : raised;
    }
    for (int i = 0; i < rows * columns; i += tokens) softmax_tokens(scratch + i, x + i, job.mask, tokens);
    multiply(scratch, columns, job.values, out, channels, rows, channels, columns, job.bias, 0);
    for (int i = 0; i < rows; i++, from += channels, out += channels) {
      for (int c = 0; c < channels; c++) out[c] = from[c] + job.gamma[c] * out[c];
    }
  }
}

KERNEL_WITH_SCRATCH(pool_locations, (BLOCK_DEPTH + 2) * job.columns) {
  const int locations = job.locations, columns = job.columns, channels = job.channels, n = end - begin;
  float *top = scratch, *sums = top + n, *turned = sums + n;
  const float *logits = job.logits + begin;
  float *pooled = job.pooled + begin * channels;
  for (int j = 0; j < n; j++) {
    top[j] = logits[j];
    sums[j] = 0;
  }
  for (int i = 1; i < locations; i++) {
    const float *row = logits + i * columns;
    for (int j = 0; j < n; j++) top[j] = row[j] > top[j] ? row[j] : top[j];
  }
  for (int k0 = 0; k0 < locations; k0 += BLOCK_DEPTH) {
    const int depth = locations - k0 < BLOCK_DEPTH ? locations - k0 : BLOCK_DEPTH;
    for (int k = 0; k < depth; k++) {
      const float *row = logits + (k0 + k) * columns;
      float *to = turned + k;
      for (int j = 0; j < n; j += 4, to += 4 * depth) {
        const int count = n - j < 4 ? n - j : 4;
        const f32x4 e = exp4(
            count == 4 ? sub(load(row + j), load(top + j)) : sub(load_some(row + j, count), load_some(top + j, count)));
        to[0] = wasm_f32x4_extract_lane(e, 0);
        if (count > 1) to[depth] = wasm_f32x4_extract_lane(e, 1);
        if (count > 2) to[2 * depth] = wasm_f32x4_extract_lane(e, 2);
        if (count > 3) to[3 * depth] = wasm_f32x4_extract_lane(e, 3);
      }
    }
    // Block by block: float32 sums of many thousand would lose digits.
    for (int j = 0; j < n; j++) {
      float sum = 0;
      for (int k = 0; k < depth; k++) sum += turned[j * depth + k];
      sums[j] += sum;
    }
    multiply(
        turned, depth, job.packed + packed_floats(k0, channels), pooled, channels, n, channels, depth, k0 ? pooled : 0,
        channels);
  }
  for (int j = 0; j < n; j++, pooled += channels) {
    const float share = 1 / sums[j];
    for (int c = 0; c < channels; c++) pooled[c] *= share;
  }
}
