/** A line that gives a variable a value, as in `.env`. */
const ASSIGNMENT = /^(?:export\s+)?([A-Za-z_]\w{0,100})\s*=\s*\S.*$/;
const TELLING = /key|token|secret|passw|credential/i;

/** Of a longer text only the beginning is looked at: files of keys are short. */
const LOOKED_AT = 20_000;

/** Whether a whole file is a private key or a list of variables with secrets among them, and no page that shows one. */
export function holdsSecrets(text: string): boolean {
  const beginning = text.slice(0, LOOKED_AT).trim();
  if (/^-----BEGIN [A-Z ]{0,40}PRIVATE KEY/.test(beginning)) return true;
  const lines = beginning.split("\n").filter((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
  const names = lines.map((line) => ASSIGNMENT.exec(line.trim())?.[1]);
  return names.length > 0 && !names.includes(undefined) && names.some((name = "") => TELLING.test(name));
}
