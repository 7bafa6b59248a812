/** Ways to find a site's pages: one file that holds them all, its sitemaps, a list for machines, or its links. */
export const WAYS = ["llms-full", "sitemap", "llms", "links"] as const;
export type Way = (typeof WAYS)[number];
