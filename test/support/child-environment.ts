/**
 * The environment of a Docent that a test starts: nothing of the developer's but where programs are found, and where
 * Node keeps what it compiled, so that each of many starts need not do it again.
 */
export const CHILD_ENVIRONMENT: Readonly<Record<string, string | undefined>> = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
};
