/** Four floats at a time: what the kernels share. Constants are immediates, since a module without data has no memory
 * of its own. */
#pragma once
#include <stdint.h>
#include <wasm_simd128.h>
#include "abi.h"

#define INLINE static inline __attribute__((always_inline))

#define EXPORT(name) __attribute__((export_name(name)))

/**
 * Defines a kernel that does the part `begin` to `end` of a job, which its body sees as `job`: a copy, so that the
 * compiler knows that no store of the kernel changes it. What is exported takes the address of the struct of the same
 * name in abi.h.
 */
#define KERNEL(name)                                                                                                   \
  INLINE void name##_body(struct name job, int begin, int end);                                                        \
  EXPORT(#name) void name(const struct name *job, int begin, int end, float *scratch) {                                \
    (void)scratch;                                                                                                     \
    name##_body(*job, begin, end);                                                                                     \
  }                                                                                                                    \
  INLINE void name##_body(const struct name job, int begin, int end)

/**
 * The same for a kernel with scratch memory of its own: so many floats, an expression of `job`. A caller asks for that
 * number, exported as the kernel's name with `_scratch` behind it, and passes memory of that size.
 */
#define KERNEL_WITH_SCRATCH(name, floats)                                                                              \
  EXPORT(#name "_scratch") int name##_scratch(const struct name *pointer) {                                            \
    const struct name job = *pointer;                                                                                  \
    return floats;                                                                                                     \
  }                                                                                                                    \
  INLINE void name##_body(struct name job, int begin, int end, float *scratch);                                        \
  EXPORT(#name) void name(const struct name *job, int begin, int end, float *scratch) {                                \
    name##_body(*job, begin, end, scratch);                                                                            \
  }                                                                                                                    \
  INLINE void name##_body(const struct name job, int begin, int end, float *scratch)

/** The same for work that is never divided: its body sees no part. */
#define WHOLE_KERNEL(name)                                                                                             \
  INLINE void name##_body(struct name job);                                                                            \
  EXPORT(#name) void name(const struct name *job, int begin, int end, float *scratch) {                                \
    (void)begin, (void)end, (void)scratch;                                                                             \
    name##_body(*job);                                                                                                 \
  }                                                                                                                    \
  INLINE void name##_body(const struct name job)

#define WHOLE_KERNEL_WITH_SCRATCH(name, floats)                                                                        \
  EXPORT(#name "_scratch") int name##_scratch(const struct name *pointer) {                                            \
    const struct name job = *pointer;                                                                                  \
    return floats;                                                                                                     \
  }                                                                                                                    \
  INLINE void name##_body(struct name job, float *scratch);                                                            \
  EXPORT(#name) void name(const struct name *job, int begin, int end, float *scratch) {                                \
    (void)begin, (void)end;                                                                                            \
    name##_body(*job, scratch);                                                                                        \
  }                                                                                                                    \
  INLINE void name##_body(const struct name job, float *scratch)

#define UNROLL _Pragma("clang loop unroll(full)")

/**
 * Keeps the compiler from computing x later or from more than is written here. V8 emits what clang put in a row in that
 * row, and clang, which knows of no registers in WebAssembly, would begin so much at once that most of it waits on the
 * stack.
 */
#define IN_ORDER(x) __asm__ volatile("" : "+r"(x))

typedef v128_t f32x4;

#define splat wasm_f32x4_splat
#define load wasm_v128_load
#define store wasm_v128_store
#define add wasm_f32x4_add
#define sub wasm_f32x4_sub
#define mul wasm_f32x4_mul

/** a·b + c; in the relaxed build in one instruction, and rounded once, where the processor has it. */
INLINE f32x4 madd(f32x4 a, f32x4 b, f32x4 c) {
#ifdef __wasm_relaxed_simd__
  return __builtin_wasm_relaxed_madd_f32x4(a, b, c);
#else
  return add(mul(a, b), c);
#endif
}

INLINE float sum_lanes(f32x4 x) {
  return (wasm_f32x4_extract_lane(x, 0) + wasm_f32x4_extract_lane(x, 1)) +
         (wasm_f32x4_extract_lane(x, 2) + wasm_f32x4_extract_lane(x, 3));
}

/** The first `count` (1 to 3) floats at p, zeros behind. */
INLINE f32x4 load_some(const float *p, int count) {
  return wasm_f32x4_make(p[0], count > 1 ? p[1] : 0, count > 2 ? p[2] : 0, 0);
}

INLINE void store_some(float *p, f32x4 x, int count) {
  p[0] = wasm_f32x4_extract_lane(x, 0);
  if (count > 1) p[1] = wasm_f32x4_extract_lane(x, 1);
  if (count > 2) p[2] = wasm_f32x4_extract_lane(x, 2);
}

/**
 * e^x within two units in the last place; exactly 0 below -87, where the normal floats end. x <= 88.
 * x = n·ln 2 + r with |r| <= ln 2 / 2; a minimax polynomial for e^r, and n goes into the exponent.
 */
INLINE f32x4 exp4(f32x4 x) {
  const f32x4 lowest = splat(-87.0f);
  const f32x4 n = wasm_f32x4_nearest(mul(wasm_f32x4_pmax(lowest, x), splat(1.44269504f)));
  // ln 2 in two parts, the first of few bits, so that n times it is exact.
  const f32x4 r = madd(n, splat(2.12194440e-4f), madd(n, splat(-0.693359375f), wasm_f32x4_pmax(lowest, x)));
  f32x4 p = splat(1.3814602e-3f);
  p = madd(p, r, splat(8.3687156e-3f));
  p = madd(p, r, splat(4.1668389e-2f));
  p = madd(p, r, splat(1.66665211e-1f));
  p = madd(p, r, splat(0.49999994f));
  p = madd(mul(p, r), r, add(r, splat(1.0f)));
  const v128_t exponent = wasm_i32x4_shl(wasm_i32x4_trunc_sat_f32x4(n), 23);
  return wasm_v128_and(wasm_i32x4_add(p, exponent), wasm_f32x4_ge(x, lowest));
}

INLINE f32x4 sigmoid4(f32x4 x) {
  const f32x4 one = splat(1.0f);
  return wasm_f32x4_div(one, add(one, exp4(wasm_f32x4_pmin(wasm_f32x4_neg(x), splat(88.0f)))));
}

/**
 * x·Φ(x), the exact GELU. Φ(-|x|) = e^(-x²/2)·P(t), t = 2 / (1 + 0.225·|x|) - 1, with a minimax polynomial P (relative
 * error 5e-8); the small side is computed directly, so that negative x keep their relative accuracy.
 */
INLINE f32x4 gelu4(f32x4 x) {
  const f32x4 one = splat(1.0f);
  const f32x4 t = sub(wasm_f32x4_div(splat(2.0f), madd(wasm_f32x4_abs(x), splat(0.225f), one)), one);
  f32x4 p = splat(-3.62755731e-4f);
  p = madd(p, t, splat(7.25943319e-5f));
  p = madd(p, t, splat(3.78714921e-3f));
  p = madd(p, t, splat(1.52997049e-2f));
  p = madd(p, t, splat(3.95403765e-2f));
  p = madd(p, t, splat(7.72237331e-2f));
  p = madd(p, t, splat(1.21216498e-1f));
  p = madd(p, t, splat(1.57446072e-1f));
  p = madd(p, t, splat(8.57766569e-2f));
  const f32x4 tail = mul(mul(p, exp4(mul(mul(x, x), splat(-0.5f)))), x);
  return wasm_v128_bitselect(tail, sub(x, tail), wasm_f32x4_lt(x, splat(0.0f)));
}
