import { parentPort } from "node:worker_threads";
import { startModelServer } from "../model-server.ts";

// The model in a thread of its own, so that what it streams does not hold up the local Discord.
const model = await startModelServer();
model.respond(({ messages }) => {
  const marker =
    JSON.stringify(messages)
      .match(/marker-\d+-/g)
      ?.at(-1) ?? "nothing";
  const answer = `For ${marker}: an image is resized with the width attribute of the image component [1]. `;
  return answer.padEnd(600, "Words of an answer. ");
});
parentPort?.postMessage(model.url);
parentPort?.on("message", async () => {
  await model.close();
  parentPort?.close();
});
