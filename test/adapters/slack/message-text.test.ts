import { describe, expect, test } from "vitest";
import {
  forwardedText,
  plainText,
  typedText,
  unreadFiles,
  wholeText,
} from "../../../src/adapters/slack/message-text.ts";

const BOT = "U0BOT";

describe("links that Slack makes of names", () => {
  test.each([
    ["see <http://setup.md|setup.md>", "see setup.md"],
    ["write to <mailto:team@a.example|team@a.example>", "write to team@a.example"],
    ["call <tel:+49301234|+49 30 1234>", "call +49 30 1234"],
    ["GET <http://api.a.example/v2|api.a.example/v2> fails", "GET api.a.example/v2 fails"],
    ["<https://a.example/|https://a.example>", "https://a.example"],
    ["read <https://a.example/start|the first steps>", "read the first steps (https://a.example/start)"],
    ["<https://a.example/x>", "https://a.example/x"],
  ])("%s", (text, read) => expect(plainText(text)).toBe(read));
});

describe("emoji shortcodes", () => {
  test.each([
    ["thanks :pray:", "thanks"],
    ["great :+1::skin-tone-2:", "great"],
    ["bye :heart: :tada:", "bye"],
    ["how do I publish :thinking_face:", "how do I publish"],
    ["does :rocket: deploy", "does deploy"],
    [":wave:", "👍"],
  ])("are no words: %s", (text, read) => expect(typedText({ text }, BOT)).toBe(read));

  test.each(["`host:port:udp` fails", "what is `:memory:`?", "```\n:a: :b:\n```", "at 10:30:00", "std::vector::at"])(
    "are not seen in code: %s",
    (text) => expect(typedText({ text }, BOT)).toBe(text),
  );

  test("are only those that Slack names, where it does", () => {
    const elements = [{ type: "rich_text_section", elements: [{ type: "emoji", name: "tada" }] }];
    const blocks = [{ type: "rich_text", elements }];
    expect(typedText({ text: "the key :name: is gone :tada:", blocks }, BOT)).toBe("the key :name: is gone");
  });
});

describe("what apps post", () => {
  test("is read from attachments: title, text and fields", () => {
    const fields = [{ title: "Version", value: "3.1" }];
    const attachments = [{ title: "Queue is full", text: "How do I drain it?", fields, fallback: "Queue is full" }];
    expect(wholeText({ text: "", attachments })).toBe("Queue is full\nHow do I drain it?\nVersion: 3.1");
  });

  test("is read from blocks of every kind", () => {
    const blocks = [
      { type: "header", text: { type: "plain_text", text: "Build 7 failed" } },
      {
        type: "section",
        text: { type: "mrkdwn", text: "Step <https://ci.example|lint>" },
        fields: [{ text: "on main" }],
      },
      { type: "context", elements: [{ type: "mrkdwn", text: "two minutes ago" }] },
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_section",
            elements: [
              { type: "text", text: "See " },
              { type: "link", url: "https://a.example" },
            ],
          },
          { type: "rich_text_preformatted", elements: [{ type: "text", text: "npm run lint" }] },
        ],
      },
    ];
    expect(wholeText({ blocks })).toBe(
      "Build 7 failed\nStep lint (https://ci.example)\non main\ntwo minutes ago\nSee https://a.example\nnpm run lint",
    );
  });

  test("is the fallback where there is nothing else, and nothing where there is nothing", () => {
    expect(wholeText({ attachments: [{ fallback: "Disk 91 %" }] })).toBe("Disk 91 %");
    expect(wholeText({ text: null, blocks: null, attachments: null, files: null })).toBe("");
  });
});

describe("what somebody forwards", () => {
  const share = { is_share: true, is_msg_unfurl: true, text: `<@${BOT}> how long are logs kept?`, fallback: "x" };

  test("is quoted, the preview of a link is not", () => {
    const preview = { is_msg_unfurl: true, text: "somebody else's words" };
    expect(forwardedText({ text: "this?", attachments: [share, preview] })).toBe(`@${BOT} how long are logs kept?`);
  });

  test("keeps its files in sight, and a voice clip's words are read", () => {
    const clip = { name: "clip.m4a", transcription: { preview: { content: "how do I log in" } } };
    const message = { files: [clip, { name: "shot.png" }], attachments: [{ ...share, files: [{ title: "plan" }] }] };
    expect(unreadFiles(message)).toEqual(["shot.png", "plan"]);
    expect(wholeText({ files: [clip] })).toBe("how do I log in");
  });
});
