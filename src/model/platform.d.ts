/**
 * What the model uses of its platform beside the language itself: browsers, workers and Node all have it. Nothing else is declared for
 * this folder, so that a use of the DOM, of a worker's scope or of the network does not compile.
 */

declare const performance: { now(): number };
declare function setTimeout(callback: (value?: never) => void, milliseconds?: number): unknown;
declare function atob(base64: string): string;
declare function btoa(binary: string): string;

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(encoding?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes?: ArrayBuffer | ArrayBufferView): string;
}

interface Blob {
  readonly size: number;
  slice(begin?: number, end?: number): Blob;
  arrayBuffer(): Promise<ArrayBuffer>;
}

declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer | SharedArrayBuffer;
    grow(pages: number): number;
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  class Module {
    private constructor();
    static customSections(module: Module, name: string): ArrayBuffer[];
    static exports(module: Module): { readonly name: string; readonly kind: string }[];
  }
  function validate(bytes: Uint8Array): boolean;
  function instantiate(module: Module, imports: Record<string, Record<string, unknown>>): Promise<Instance>;
}
