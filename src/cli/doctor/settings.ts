import { type Config, givenSettings, readConfig, SETTING_NAMES, SettingsError } from "../../config.ts";
import { type Finding, trouble, warning } from "../../core/finding.ts";

/** The settings as far as they can be read, and what is wrong with the others. */
export function examineSettings(): { readonly config?: Config; readonly findings: readonly Finding[] } {
  const given = givenSettings();
  const misspelled = misspelledIn(Object.keys(given));
  try {
    return { config: readConfig(), findings: misspelled };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const findings = [...error.problems.map((problem) => trouble(`Settings: ${problem}`)), ...misspelled];
    return { config: configWithout(given, error.names), findings };
  }
}

/**
 * What can be looked into without what is wrong and what belongs to it, as its name begins; undefined where the rest
 * makes no sense.
 */
function configWithout(given: NodeJS.ProcessEnv, names: readonly string[]): Config | undefined {
  const family = (name: string) => name.split("_")[0];
  const wrong = names.map(family);
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.includes(family(name))));
  try {
    return names.length > 0 ? readConfig(rest, "") : undefined;
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

function misspelledIn(names: readonly string[]): Finding[] {
  return names
    .filter((name) => !SETTING_NAMES.includes(name))
    .flatMap((name) => {
      const meant = SETTING_NAMES.find((setting) => isSlip(name, setting));
      return meant ? [warning(`Settings: ${name} is no setting. Is ${meant} meant?`)] : [];
    });
}

/** Whether one letter is too many, too few or wrong, or two are swapped. */
function isSlip(typed: string, name: string): boolean {
  const shorter = Math.min(typed.length, name.length);
  let start = 0;
  while (start < shorter && typed[start] === name[start]) start++;
  let end = 0;
  while (end < shorter - start && typed.at(-1 - end) === name.at(-1 - end)) end++;
  const [one, other] = [typed.slice(start, typed.length - end), name.slice(start, name.length - end)];
  return Math.max(one.length, other.length) <= 1 || (one.length === 2 && one === [...other].reverse().join(""));
}
