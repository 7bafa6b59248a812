import { UserError } from "../core/errors.ts";

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html) that a person can do something about. */
const REMEDIES: Readonly<Record<number, string>> = {
  5: "Another process kept the database locked for too long. Try again when it is done.",
  8: "The database cannot be written. Make the data folder writable for this user, or set DATA_DIR to another one.",
  10: "The disk that holds the data folder failed. Check the disk, or set DATA_DIR to another one.",
  11: "The database is damaged. Move docent.db out of the data folder, or restore a backup of it.",
  13: "The disk that holds the data folder is full. Free some space and try again; what was stored before is kept.",
  14: "The database cannot be opened. Make the data folder writable for this user, or set DATA_DIR to another one.",
};

/** An error of the embedded database as a `UserError` where there is a remedy; anything else as it is. */
export function explainStorage(error: unknown): unknown {
  const { code, errcode } = error as { code?: string; errcode?: number };
  if (code !== "ERR_SQLITE_ERROR" || errcode === undefined) return error;
  const remedy = REMEDIES[errcode & 0xff];
  return remedy ? new UserError(remedy, { cause: error }) : error;
}
