import DOMPurify from "/vendor/dompurify.js";
import hljs from "/vendor/highlight.js";
import MarkdownIt from "/vendor/markdown-it.js";

/** Languages of documentation that highlight.js knows under another name. */
const ALIASES = {
  astro: "xml",
  vue: "xml",
  svelte: "xml",
  mdx: "markdown",
  jsonc: "json",
  json5: "json",
  console: "shell",
};

/** Answers begin below the question's heading. */
const HEADING_OFFSET = 2;

const markdown = new MarkdownIt({ html: false, linkify: true, highlight });
// An image would be fetched from wherever the text says; a definition would give `[1]` another target.
markdown.disable(["image", "reference"]);
markdown.inline.ruler.before("link", "citation", readCitation);
markdown.renderer.rules.citation = renderCitation;
markdown.renderer.rules.link_open = renderLink;
markdown.core.ruler.push("lower_headings", lowerHeadings);

const SAFE = {
  ALLOWED_TAGS: [
    ..."a blockquote br code del em h3 h4 h5 h6 hr li ol p pre s span strong".split(" "),
    ..."table tbody td th thead tr ul".split(" "),
  ],
  ALLOWED_ATTR: ["aria-label", "class", "href", "rel", "start", "target", "title"],
  // Their values are no addresses; without this they would be taken for some, and dropped.
  ADD_URI_SAFE_ATTR: ["rel", "start", "target"],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|\/source\?)/i,
  RETURN_DOM_FRAGMENT: true,
};

/**
 * Standard Markdown as elements that cannot run anything. With `sources`, `[n]` becomes a link to the one with that
 * number.
 */
export function render(text, sources) {
  const byNumber = sources && new Map(sources.map((source) => [source.n, source]));
  return DOMPurify.sanitize(markdown.render(text, { sources: byNumber }), SAFE);
}

function highlight(code, name) {
  const language = ALIASES[name] ?? name;
  if (!hljs.getLanguage(language)) return "";
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}

/** Reads `[12]` where it is no link's text. */
function readCitation(state, silent) {
  const found = /^\[(\d{1,3})\](?!\()/.exec(state.src.slice(state.pos, state.pos + 6));
  if (!found || !state.env.sources) return false;
  if (!silent) state.push("citation", "", 0).content = found[1];
  state.pos += found[0].length;
  return true;
}

function renderCitation(tokens, index, _options, { sources }) {
  const number = tokens[index].content;
  const source = sources.get(Number(number));
  if (!source?.href) return `<span class="cite">${number}</span>`;
  const label = markdown.utils.escapeHtml(`Source ${number}: ${source.title}`);
  const href = markdown.utils.escapeHtml(source.href);
  return `<a class="cite" href="${href}" aria-label="${label}" target="_blank" rel="noopener noreferrer">${number}</a>`;
}

function renderLink(tokens, index, options, _environment, renderer) {
  tokens[index].attrSet("target", "_blank");
  tokens[index].attrSet("rel", "noopener noreferrer");
  return renderer.renderToken(tokens, index, options);
}

function lowerHeadings({ tokens }) {
  for (const token of tokens)
    if (token.type === "heading_open" || token.type === "heading_close")
      token.tag = `h${Math.min(6, Number(token.tag[1]) + HEADING_OFFSET)}`;
}
