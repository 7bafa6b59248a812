/**
 * The file is no document to be read, and the message says why as a clause: an image or an archive that only calls
 * itself one, a draft, a file of keys.
 */
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

/**
 * Where a page says what it is written in: a byte order mark, what the server says, a `meta` element near its start.
 */
const HEAD = 4096;
const META =
  /<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{1,40})|^\s*<\?xml\s[^>]{0,100}encoding=["']([\w:.-]{1,40})/i;

/**
 * Text of the web in UTF-8. `charset`: what the server says. What is in no encoding that is known stays as it is.
 */
export function toUtf8(bytes: Uint8Array, charset?: string): Uint8Array {
  const marked = encodingOf(bytes);
  const head = META.exec(Buffer.from(bytes.subarray(0, HEAD)).toString("latin1"));
  const label = marked !== "utf-8" ? marked : (charset ?? head?.[1] ?? head?.[2] ?? "utf-8");
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (hasMark || /^utf-?8$/i.test(label)) return bytes;
  try {
    return Buffer.from(new TextDecoder(label).decode(bytes));
  } catch {
    return bytes;
  }
}

function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return "utf-8";
}
