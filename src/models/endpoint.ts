/** An OpenAI-compatible endpoint. Without a `baseUrl` it is OpenAI's own. */
export interface Endpoint {
  readonly model: string;
  readonly apiKey: string;
  readonly baseUrl?: string;
}
