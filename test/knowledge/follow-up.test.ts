import { expect, it } from "vitest";
import { leansBack } from "../../src/knowledge/follow-up.ts";

it.each([
  "and for images?",
  "What about production?",
  "why?",
  "How do I turn it off?",
  "Do these work on Windows?",
  "Is there another one?",
  "in Docker",
  "那图片呢？",
])("%s leans on what was asked before", (question) => {
  expect(leansBack(question)).toBe(true);
});

it.each([
  "How do I deploy a site to Netlify?",
  "Which node versions are supported on Windows?",
  "如何在生产环境中配置数据库连接？",
  "getStaticPaths pagination example",
])("%s stands alone", (question) => {
  expect(leansBack(question)).toBe(false);
});
