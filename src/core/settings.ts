import { z } from "zod";
import { isNetwork } from "./client-address.ts";

/**
 * The settings of one room: a schema of how they are written, piped into what the room runs with. The field of the
 * same name in `Config` is derived from it, so that a setting is said once.
 */
export type Settings = z.ZodPipe<z.ZodObject, z.ZodTransform>;

/** A whole number of at least `least`. */
export const whole = (least: number) =>
  z
    .string()
    .regex(/^\d+$/, "must be a whole number")
    .transform(Number)
    .refine((value) => value >= least, `must be at least ${least}`);

/** An address of the web. */
export const url = z.url({ protocol: /^https?$/, error: "must be an address that starts with http:// or https://" });

/** Values separated by commas. */
export const commaList = z.string().transform((value) =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean),
);

/** Addresses and networks of proxies, separated by commas. */
export const networks = commaList.refine(
  (values) => values.every(isNetwork),
  "must be addresses or networks, such as 127.0.0.1,10.0.0.0/8",
);

/** The only addresses that the test seams may point at: a token must never be sent to a stranger. */
export const loopbackUrl = url.refine(isLoopbackUrl, "is for tests and may only name this machine (127.0.0.1)");

/** Whether an address leads to this machine. */
export function isLoopbackUrl(value: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(URL.parse(value)?.hostname ?? "");
}

/** Marks a setting whose value no log line may show. */
export function secret<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ secret: true });
}

/** What people or programs must know to be let in. */
export const token = secret(z.string().min(8, "must have at least 8 characters").optional());

/** The names of the settings whose values are secret. */
export function secretsOf({ in: { shape } }: Settings): readonly string[] {
  return Object.keys(shape).filter((name) => (shape[name] as z.ZodType).meta()?.secret === true);
}
