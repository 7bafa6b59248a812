import type { SkippedFile, SourceFile } from "../document.ts";
import { readInSandbox } from "./sandbox.ts";

/**
 * An API's description in parts that are documents of their own: each operation becomes a page at its place in the
 * file. Every
 * other file is its one part. A description that cannot be read is one skipped file.
 */
export async function partsOf(file: SourceFile): Promise<(SourceFile | SkippedFile)[]> {
  if (file.format !== "api") return [file];
  try {
    const parts = await readInSandbox("api", file.bytes);
    return parts.map(({ pointer, markdown }) => ({
      path: `${file.path}#${pointer}`,
      part: pointer,
      format: "markdown",
      bytes: Buffer.from(markdown),
    }));
  } catch (error) {
    return [{ path: file.path, skipped: error instanceof Error ? error.message : String(error), keep: false }];
  }
}
