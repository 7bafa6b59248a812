/** The bytes are an image, an archive or anything else that only calls itself a document. */
export class NotTextError extends Error {
  override readonly name = "NotTextError";
}

/** Above this share of bytes that are no UTF-8 it is another encoding or no text at all. */
const MAX_BROKEN = 0.1;

/**
 * Bytes to text: UTF-8, or UTF-16 where a byte order mark says so. Single broken bytes become U+FFFD and are noted.
 * Control characters other than tab and line ends go; line ends become `\n`.
 * Throws `NotTextError`.
 */
export function decode(bytes: Uint8Array): { readonly text: string; readonly note?: string } {
  const encoding = encodingOf(bytes);
  if (encoding === "utf-8" && bytes.includes(0)) throw new NotTextError("is binary, not text");
  const text = new TextDecoder(encoding).decode(bytes).replace(/\r\n?/g, "\n");
  const broken = text.split("\uFFFD").length - 1;
  if (broken > Math.max(1, text.length * MAX_BROKEN)) throw new NotTextError("is not text in UTF-8");
  return {
    text: text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, ""),
    note: broken > 0 ? `has ${broken} broken character${broken === 1 ? "" : "s"}; save it as UTF-8` : undefined,
  };
}

function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return "utf-8";
}
