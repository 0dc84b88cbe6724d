#include "gemm.h"

/** CLAMP of crossAttend.ts. */
static const float MOST = 50000;

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

/**
 * X-MHA for locations begin to end, see crossAttend.ts: v [locations, channels], keys [channels, heads · tokens] and values
 * [heads · tokens, channels] packed, mask [tokens] -> logits [locations, heads · tokens] without the mask, visual [locations, channels].
 * scratch: LOCATIONS · heads · tokens floats.
 */
KERNEL(cross_attend)
(const float *v, const float *keys, const float *key_bias, const float *values, const float *bias, const float *gamma, const float *mask, float *logits, float *visual, int channels, int heads, int tokens, int begin, int end, float *scratch) {
  const int columns = heads * tokens;
  for (; begin < end; begin += LOCATIONS) {
    const int rows = end - begin < LOCATIONS ? end - begin : LOCATIONS;
    const float *from = v + begin * channels;
    float *x = logits + begin * columns, *out = visual + begin * channels;
    multiply(from, channels, keys, x, columns, rows, columns, channels, key_bias, 0);
    for (int i = 0; i < rows * columns; i++) {
      // What is not a number stays so.
      const float least = x[i] < -MOST ? -MOST : x[i];
      x[i] = least > MOST ? MOST : least;
    }
    for (int i = 0; i < rows * columns; i += tokens) softmax_tokens(scratch + i, x + i, mask, tokens);
    multiply(scratch, columns, values, out, channels, rows, channels, columns, bias, 0);
    for (int i = 0; i < rows; i++, from += channels, out += channels) {
      for (int c = 0; c < channels; c++) out[c] = from[c] + gamma[c] * out[c];
    }
  }
}

/**
 * The other direction for columns begin to end of logits [locations, columns]: pooled [columns, channels] = softmax over the locations,
 * transposed, times v [locations, channels] packed. scratch: (BLOCK_DEPTH + 2) · columns floats.
 */
KERNEL(pool_locations)(const float *logits, int locations, int columns, const float *packed, float *pooled, int channels, int begin, int end, float *scratch) {
  const int n = end - begin;
  float *top = scratch, *sums = top + n, *turned = sums + n;
  logits += begin;
  pooled += begin * channels;
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
        const f32x4 e = exp4(count == 4 ? sub(load(row + j), load(top + j)) : sub(load_some(row + j, count), load_some(top + j, count)));
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
    multiply(turned, depth, packed + k0 * panel_columns(channels), pooled, channels, n, channels, depth, k0 ? pooled : 0, channels);
  }
  for (int j = 0; j < n; j++, pooled += channels) {
    const float share = 1 / sums[j];
    for (int c = 0; c < channels; c++) pooled[c] *= share;
  }
}
