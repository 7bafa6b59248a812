/** Why a file or folder of this machine cannot be read: the system's own words, without the call and path of Node's. */
export function explainFile(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "ENOENT") return "it is no longer there";
  if (code === "ELOOP") return "it has become a link";
  return error instanceof Error ? error.message : String(error);
}
