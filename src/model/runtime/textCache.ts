import type * as tf from '@tensorflow/tfjs-core';

const CAPACITY = 8;

/** Text encodings of recent prompts: going back to a prompt, or grounding the same one in another picture, costs no BERT. */
export class TextCache {
  private readonly entries = new Map<string, tf.Tensor2D>();

  /** The kept encoding of these ids, or a new one. It stays the cache's: callers do not dispose it. */
  get(ids: Int32Array, encode: () => tf.Tensor2D): tf.Tensor2D {
    const key = ids.join();
    const encoding = this.entries.get(key) ?? encode();
    // Deleted and set again: a Map keeps the order of insertion, so the first key is the least recently used.
    this.entries.delete(key);
    this.entries.set(key, encoding);
    if (this.entries.size > CAPACITY) {
      const [oldest, tensor] = this.entries.entries().next().value!;
      tensor.dispose();
      this.entries.delete(oldest);
    }
    return encoding;
  }

  dispose(): void {
    for (const tensor of this.entries.values()) tensor.dispose();
    this.entries.clear();
  }
}
