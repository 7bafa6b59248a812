import { readFileSync } from "node:fs";

/** As much of the language's standard WebAssembly as is used here; TypeScript declares it for browsers alone. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** `dots.wat`, which describes the parameters, with a memory of its own. All places are in bytes from its start. */
export interface Dots {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  dots(question: number, rows: number, sums: number, count: number, width: number): void;
  differences(question: number, rows: number, sums: number, count: number, width: number): void;
}

const compiled = new WebAssembly.Module(readFileSync(new URL("dots.wasm", import.meta.url)));

/** Dot products over an empty memory of one page (64 KiB). */
export function createDots(): Dots {
  return new WebAssembly.Instance(compiled).exports as Dots;
}
