import { type Logger, pino } from "pino";
import pretty from "pino-pretty";

export type { Logger } from "pino";

/** How much is logged. */
export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Long secrets are cut out wherever they stand; shorter ones would mutilate ordinary words. */
const MIN_SECRET = 6;

/**
 * Structured lines on standard error, so that answers on standard output stay clean; one quiet line each
 * where a person watches the terminal. Every `secret` is cut out of every line, whatever field or stack trace it is in.
 */
export function createLog(level: LogLevel, secrets: readonly string[] = [], terminal = process.stderr.isTTY): Logger {
  const hidden = secrets.filter((secret) => secret.length >= MIN_SECRET);
  const streamWrite = (line: string) => hidden.reduce((text, secret) => text.replaceAll(secret, "[secret]"), line);
  const stream = terminal
    ? pretty({
        destination: 2,
        sync: true,
        include: "level,time,err",
        translateTime: "HH:MM:ss",
        messageFormat: onOneLine,
      })
    : pino.destination({ fd: 2, sync: true });
  return pino({ level, base: null, hooks: { streamWrite } }, stream);
}

/** A message with what can be said of it in a word or a number; the rest is for those who read the JSON. */
function onOneLine(line: Record<string, unknown>, messageKey: string): string {
  const { level: _level, time: _time, [messageKey]: message, ...fields } = line;
  const told = Object.entries(fields).flatMap(([name, value]) => {
    if (typeof value === "number" && value !== 0) return `${name}=${Math.round(value * 100) / 100}`;
    return typeof value === "string" && value !== "" ? `${name}=${value}` : [];
  });
  return [message, ...told].join(" ");
}

/** What nobody waited for and went wrong ends nothing but itself. */
export function outliveRejections(log: Logger): void {
  process.on("unhandledRejection", (err) => log.error({ err }, "something that nobody waited for went wrong"));
}
