/** The largest file that is read. Pages written by people stay far below; what is above is an export or a mistake. */
export const MAX_BYTES = 5 * 1024 * 1024;

/** Why a file of so many bytes is not read, as a clause. */
export function oversize(bytes: number): string {
  return `is larger than ${megabytes(MAX_BYTES)} (${megabytes(bytes)})`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}

/** Settings of a generator are short; more of a file is not looked at, in bytes. */
export const MAX_CONFIG = 200_000;
