import type { Writable } from "node:stream";
import { styleText } from "node:util";
import type { Source } from "../core/answer.ts";
import { drawableEnd, drawMarkdown } from "./console-markdown.ts";

/** Everything by which a text could steer a terminal, hide in it or turn its direction. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Where answers are printed. `isTTY`: a terminal, which gets colours and a status line. */
export type Output = Writable & { readonly isTTY?: boolean };

/** A text as it may be printed: a document or a model must not speak to the terminal itself. */
export function printable(text: string): string {
  return text.replace(CONTROL, "");
}

/** The list under an answer; empty where nothing was cited. */
export function printSources(output: Output, sources: readonly Source[], isNearest = false): void {
  if (isNearest && sources.length > 0) output.write("Nearest pages:\n");
  for (const { n, title, url } of sources) {
    const number = styleText("cyan", `[${n}]`, { stream: output });
    output.write(`${number} ${printable(title)}\n    ${styleText("dim", printable(url), { stream: output })}\n`);
  }
}

/** Prints an answer as it grows: drawn block by block for people at a terminal, else as the Markdown that it is. */
export class AnswerPrinter {
  readonly #output: Output;
  /** What is not printed yet: a block that may still grow. */
  #rest = "";
  #begun = false;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Takes the next piece of the answer. */
  add(piece: string): void {
    this.#rest += printable(piece);
    this.#print(this.#output.isTTY ? drawableEnd(this.#rest) : this.#rest.length);
  }

  /** Prints what is left. Nothing is added afterwards. */
  end(): void {
    this.#print(this.#rest.length);
  }

  #print(length: number): void {
    const text = this.#rest.slice(0, length);
    this.#rest = this.#rest.slice(length);
    if (!this.#output.isTTY) this.#output.write(text);
    if (!this.#output.isTTY || text.trim() === "") return;
    this.#output.write(`${this.#begun ? "\n\n" : ""}${drawMarkdown(text, this.#output)}`);
    this.#begun = true;
  }
}
