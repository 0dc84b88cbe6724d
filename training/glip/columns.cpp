// The sampling of modulated deformable convolution (3x3, padding 1) on a CPU, channels last so that every loop over the
// channels is a vector loop. Loaded by columns.py through ctypes; one thread, since a process trains on one.
//
// image [N, H, W, C] float32, offset [N, 18, h, w] (dy, dx per tap), mask [N, 9, h, w], columns [N, h*w, 9, C] float32 or bfloat16.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

namespace {

struct bfloat16 { uint16_t bits; };

inline float widen(float v) { return v; }
inline float widen(bfloat16 v) {
  uint32_t u = uint32_t(v.bits) << 16;
  float f;
  std::memcpy(&f, &u, 4);
  return f;
}
inline void narrow(float v, float &to) { to = v; }
inline void narrow(float v, bfloat16 &to) {
  uint32_t u;
  std::memcpy(&u, &v, 4);
  to.bits = uint16_t((u + 0x7fff + ((u >> 16) & 1)) >> 16);
}

struct Shape { int64_t n, height, width, channels, h, w, stride; };

// Where one tap reads: four corners (offsets into the image of one sample, -1 outside) and the fractions between them.
struct Tap {
  int64_t corner[4];
  float weight[4], fy, fx;

  Tap(const Shape &s, int64_t y, int64_t x, int64_t k, float dy, float dx) {
    const float py = float(y * s.stride - 1 + k / 3) + dy, px = float(x * s.stride - 1 + k % 3) + dx;
    const float top = std::floor(py), left = std::floor(px);
    fy = py - top;
    fx = px - left;
    for (int i = 0; i < 4; i++) {
      const float cy = top + i / 2, cx = left + i % 2;
      const bool in = cy >= 0 && cy < s.height && cx >= 0 && cx < s.width;
      corner[i] = in ? (int64_t(cy) * s.width + int64_t(cx)) * s.channels : -1;
      weight[i] = (i / 2 ? fy : 1 - fy) * (i % 2 ? fx : 1 - fx);
    }
  }
};

template <typename T>
void sample(const Shape &s, const float *image, const float *offset, const float *mask, T *columns) {
  const int64_t area = s.h * s.w, c = s.channels;
  const std::vector<float> nothing(c, 0.f);
  for (int64_t n = 0; n < s.n; n++) {
    const float *own = image + n * s.height * s.width * c;
    for (int64_t p = 0; p < area; p++)
      for (int64_t k = 0; k < 9; k++) {
        const Tap tap(s, p / s.w, p % s.w, k, offset[(n * 18 + 2 * k) * area + p], offset[(n * 18 + 2 * k + 1) * area + p]);
        const float m = mask[(n * 9 + k) * area + p];
        const float *q[4];
        float a[4];
        for (int i = 0; i < 4; i++) {
          q[i] = tap.corner[i] < 0 ? nothing.data() : own + tap.corner[i];
          a[i] = m * tap.weight[i];
        }
        T *__restrict to = columns + ((n * area + p) * 9 + k) * c;
        for (int64_t j = 0; j < c; j++) narrow(a[0] * q[0][j] + a[1] * q[1][j] + a[2] * q[2][j] + a[3] * q[3][j], to[j]);
      }
  }
}

template <typename T>
void sample_backward(const Shape &s, const float *image, const float *offset, const float *mask, const T *columns,
                     float *d_image, float *d_offset, float *d_mask) {
  const int64_t area = s.h * s.w, c = s.channels;
  const std::vector<float> nothing(c, 0.f);
  std::vector<float> trash(c), gradient(c);
  for (int64_t n = 0; n < s.n; n++) {
    const int64_t own = n * s.height * s.width * c;
    for (int64_t p = 0; p < area; p++)
      for (int64_t k = 0; k < 9; k++) {
        const int64_t at_y = (n * 18 + 2 * k) * area + p, at_x = at_y + area, at_m = (n * 9 + k) * area + p;
        const Tap tap(s, p / s.w, p % s.w, k, offset[at_y], offset[at_x]);
        const T *__restrict from = columns + ((n * area + p) * 9 + k) * c;
        float *__restrict g = gradient.data();
        for (int64_t j = 0; j < c; j++) g[j] = widen(from[j]);
        float dot[4];  // of the gradient with the features at each corner
        for (int i = 0; i < 4; i++) {
          const float *__restrict q = tap.corner[i] < 0 ? nothing.data() : image + own + tap.corner[i];
          float *__restrict d = tap.corner[i] < 0 ? trash.data() : d_image + own + tap.corner[i];
          const float a = mask[at_m] * tap.weight[i];
          float sum = 0;
          for (int64_t j = 0; j < c; j++) {
            sum += g[j] * q[j];
            d[j] += a * g[j];
          }
          dot[i] = sum;
        }
        d_mask[at_m] = tap.weight[0] * dot[0] + tap.weight[1] * dot[1] + tap.weight[2] * dot[2] + tap.weight[3] * dot[3];
        d_offset[at_y] = mask[at_m] * ((1 - tap.fx) * (dot[2] - dot[0]) + tap.fx * (dot[3] - dot[1]));
        d_offset[at_x] = mask[at_m] * ((1 - tap.fy) * (dot[1] - dot[0]) + tap.fy * (dot[3] - dot[2]));
      }
  }
}

}  // namespace

extern "C" {

void columns(const int64_t *shape, int half, const float *image, const float *offset, const float *mask, void *to) {
  const Shape s{shape[0], shape[1], shape[2], shape[3], shape[4], shape[5], shape[6]};
  if (half) sample(s, image, offset, mask, static_cast<bfloat16 *>(to));
  else sample(s, image, offset, mask, static_cast<float *>(to));
}

void columns_backward(const int64_t *shape, int half, const float *image, const float *offset, const float *mask, const void *from,
                      float *d_image, float *d_offset, float *d_mask) {
  const Shape s{shape[0], shape[1], shape[2], shape[3], shape[4], shape[5], shape[6]};
  if (half) sample_backward(s, image, offset, mask, static_cast<const bfloat16 *>(from), d_image, d_offset, d_mask);
  else sample_backward(s, image, offset, mask, static_cast<const float *>(from), d_image, d_offset, d_mask);
}
}
