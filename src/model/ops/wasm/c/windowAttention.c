#include "gemm.h"

/** Which of the three bands of a shifted axis a position is in. */
INLINE int band(int position, int length, int size, int shift) {
  return position < length - size ? 0 : position < length - shift ? 1 : 2;
}

/** Rows of logits [rows, step] -> their softmax; columns from n on hold nothing that counts, and become 0. */
static void softmax_rows(float *x, int rows, int n, int step) {
  for (int i = 0; i < rows; i++, x += step) {
    for (int j = n; j < step; j++) x[j] = -1e30f;
    f32x4 highest = load(x);
    for (int j = 4; j < step; j += 4) highest = wasm_f32x4_pmax(highest, load(x + j));
    float top = wasm_f32x4_extract_lane(highest, 0);
    const float others[3] = {
        wasm_f32x4_extract_lane(highest, 1), wasm_f32x4_extract_lane(highest, 2), wasm_f32x4_extract_lane(highest, 3)};
    for (int l = 0; l < 3; l++) top = others[l] > top ? others[l] : top;
    f32x4 sums = splat(0);
    for (int j = 0; j < step; j += 4) {
      const f32x4 e = exp4(sub(load(x + j), splat(top)));
      sums = add(sums, e);
      store(x + j, e);
    }
    const f32x4 share = splat(1 / sum_lanes(sums));
    for (int j = 0; j < step; j += 4) store(x + j, mul(load(x + j), share));
  }
}

/** What `window_attention` keeps in scratch memory, in this order; q becomes the result. */
INLINE int window_floats(int size, int depth) {
  const int area = size * size, wide = panel_columns(area);
  const int bias = area * wide, logits = area * wide, q = area * depth, values = area * depth, keys = wide * depth;
  // Of the keys of a head and of its values, one after the other.
  const int packed = wide * panel_columns(depth), places = area;
  return bias + logits + q + values + keys + packed + places;
}

KERNEL_WITH_SCRATCH(window_attention, window_floats(job.size, job.channels / job.heads)) {
  const float *qkv = job.qkv, *table = job.table;
  const int h = job.h, w = job.w, size = job.size, shift = job.shift, heads = job.heads, channels = job.channels;
  const int area = size * size, wide = panel_columns(area), depth = channels / heads;
  const int rows = (h + size - 1) / size, columns = (w + size - 1) / size;
  const float scale = 1 / __builtin_sqrtf(depth);
  float *bias = scratch, *logits = bias + area * wide, *q = logits + area * wide, *values = q + area * depth;
  float *keys = values + area * depth, *packed = keys + wide * depth;
  int *place = (int *)(packed + wide * panel_columns(depth));
  for (int head = 0; head < heads; head++) {
    for (int i = 0; i < area; i++) {
      for (int j = 0; j < area; j++) {
        const int dy = i / size - j / size, dx = i % size - j % size;
        bias[i * wide + j] = table[((dy + size - 1) * (2 * size - 1) + dx + size - 1) * heads + head];
      }
      for (int j = area; j < wide; j++) bias[i * wide + j] = 0;
    }
    for (int window = begin; window < end; window++) {
      const int row = window / columns, column = window % columns;
      // Only the last windows of an axis hold what the shift brought from its other end.
      const int mixed = shift > 0 && (row == rows - 1 || column == columns - 1);
      for (int i = 0; i < area; i++) {
        const int py = row * size + i / size, px = column * size + i % size;
        const int y = (py + shift) % (rows * size), x = (px + shift) % (columns * size);
        place[i] = y < h && x < w ? y * w + x : -1;
        const float *from = (place[i] < 0 ? job.padding : qkv + place[i] * 3 * channels) + head * depth;
        for (int d = 0; d < depth; d++) {
          q[i * depth + d] = from[d] * scale;
          values[i * depth + d] = from[2 * channels + d];
          keys[i * depth + d] = from[channels + d];
        }
      }
      pack(packed, keys, 1, depth, depth, area, 0, area);
      multiply(q, depth, packed, logits, wide, area, wide, depth, bias, wide);
      if (mixed) {
        for (int i = 0; i < area; i++) {
          const int by = band(row * size + i / size, rows * size, size, shift),
                    bx = band(column * size + i % size, columns * size, size, shift);
          for (int j = 0; j < area; j++) {
            const int differs = by != band(row * size + j / size, rows * size, size, shift) ||
                                bx != band(column * size + j % size, columns * size, size, shift);
            if (differs) logits[i * wide + j] += job.shift_penalty;
          }
        }
      }
      softmax_rows(logits, area, area, wide);
      pack(packed, values, depth, 1, area, depth, 0, depth);
      multiply(logits, wide, packed, q, depth, area, depth, area, 0, 0);
      for (int i = 0; i < area; i++) {
        if (place[i] < 0) continue;
        float *to = job.out + place[i] * channels + head * depth;
        for (int d = 0; d < depth; d++) to[d] = q[i * depth + d];
      }
    }
  }
}
