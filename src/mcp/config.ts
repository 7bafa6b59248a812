import { z } from "zod";
import { token, whole } from "../core/settings.ts";

/** The value of `Place.platform` for what programs read; what an audience can name. */
export const MCP_PLACE = "mcp";

const access = z.enum(["on", "public", "off"], { error: "must be on, public or off" });

/** The settings of the MCP server. `callsPerMinute`: of one client address. */
export const mcpSettings = z
  .object({
    MCP: access.default("on"),
    MCP_TOKEN: token,
    MCP_CALLS_PER_MINUTE: whole(1).default(60),
  })
  .transform((values) => ({
    mcp: { access: values.MCP, token: values.MCP_TOKEN, callsPerMinute: values.MCP_CALLS_PER_MINUTE },
  }));

/** What the MCP server runs with. */
export type McpConfig = z.output<typeof mcpSettings>["mcp"];
