import { type Logger, pino } from "pino";
import pretty from "pino-pretty";

export type { Logger } from "pino";

/** How much is logged. */
export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Long secrets are cut out wherever they stand; shorter ones would mutilate ordinary words. */
const MIN_SECRET = 6;

/**
 * Structured lines on standard error, so that answers on standard output stay clean; readable ones where a
 * person watches the terminal. Every `secret` is cut out of every line, whatever field or stack trace it is in.
 */
export function createLog(level: LogLevel, secrets: readonly string[] = [], terminal = process.stderr.isTTY): Logger {
  const hidden = secrets.filter((secret) => secret.length >= MIN_SECRET);
  const streamWrite = (line: string) => hidden.reduce((text, secret) => text.replaceAll(secret, "[secret]"), line);
  const stream = terminal
    ? pretty({ destination: 2, sync: true, ignore: "pid,hostname", translateTime: "HH:MM:ss" })
    : pino.destination({ fd: 2, sync: true });
  return pino({ level, base: null, hooks: { streamWrite } }, stream);
}

/** What nobody waited for and went wrong ends nothing but itself. */
export function outliveRejections(log: Logger): void {
  process.on("unhandledRejection", (err) => log.error({ err }, "something that nobody waited for went wrong"));
}
