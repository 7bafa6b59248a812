/** How long to wait before a stream that the server has refused is opened again, in milliseconds. */
const RETRY_MS = 3000;

const CONVERSATION = "docent.conversation";

/** A new random id. `crypto.randomUUID` does not exist on a plain-HTTP address. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The conversation as this page knows it. `exchanges`: by id, in the order in which they are shown. Each is as
 * the server tells it; one that was sent from here and is not told yet has `sending`, or `failed` with a reason.
 */
export class Talk extends EventTarget {
  exchanges = new Map();
  conversation = localStorage.getItem(CONVERSATION) ?? newId();
  #events;
  #retry;
  /** Of questions that are to be sent again, by id. */
  #timers = new Map();

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /**
   * Follows what the server tells. `changed` carries an exchange, `shown` comes after a whole state, `lost` where
   * nothing is told for now, with the server's reason if there is one.
   */
  connect() {
    this.disconnect();
    localStorage.setItem(CONVERSATION, this.conversation);
    const events = new EventSource(`/api/events?conversation=${this.conversation}`);
    this.#events = events;
    events.addEventListener("snapshot", ({ data }) => this.#replace(JSON.parse(data)));
    events.addEventListener("exchange", ({ data }) => this.#put(JSON.parse(data)));
    events.addEventListener("append", ({ data }) => this.#append(JSON.parse(data)));
    events.addEventListener("trouble", ({ data }) => this.#tell("lost", data));
    events.addEventListener("error", () => {
      this.#tell("lost");
      // The browser itself opens a broken stream again, but gives up on one that was refused.
      if (events.readyState === EventSource.CLOSED) this.#retry = setTimeout(() => this.connect(), RETRY_MS);
    });
  }

  /** Stops following; answers go on without this page. */
  disconnect() {
    clearTimeout(this.#retry);
    this.#events?.close();
  }

  /** Gives sources that are files of the server's machine an address: a view of them. */
  #link(exchange) {
    for (const source of exchange.messages.flatMap(({ sources }) => sources))
      if (source.file) source.href = `/source?${this.#addressOf(exchange.id, source.n)}`;
    return exchange;
  }

  #addressOf(promptId, n) {
    return new URLSearchParams({ conversation: this.conversation, promptId, n });
  }

  #replace(told) {
    const unsent = [...this.exchanges.values()].filter(({ id, sending, failed }) => {
      return (sending || failed) && !told.some((exchange) => exchange.id === id);
    });
    this.exchanges = new Map([...told, ...unsent].map((exchange) => [exchange.id, this.#link(exchange)]));
    this.#tell("shown");
  }

  #put(exchange) {
    this.exchanges.set(exchange.id, this.#link(exchange));
    this.#tell("changed", exchange);
  }

  #append({ id, text }) {
    const exchange = this.exchanges.get(id);
    const last = exchange?.messages.at(-1);
    if (!last) return;
    last.text += text;
    this.#tell("changed", exchange);
  }

  /** Asks a question. Resolves to a sentence where the server does not take it as it is. */
  async ask(text) {
    const exchange = { id: newId(), question: text, at: Date.now(), step: "waiting", messages: [], sending: true };
    this.#put(exchange);
    return this.#send(exchange);
  }

  /** Sends a question that did not get through once more; the server takes it only once. */
  async retry(id) {
    clearTimeout(this.#timers.get(id));
    const exchange = this.exchanges.get(id);
    if (!exchange) return;
    this.#put({ ...exchange, failed: undefined, step: "waiting", sending: true });
    await this.#send(exchange);
  }

  async #send({ id, question }) {
    const { status, error, retryAfter } = await this.#post("ask", { id, text: question });
    const exchange = this.exchanges.get(id);
    if (status === 400 || status === 413) {
      this.exchanges.delete(id);
      this.#tell("shown");
      return error;
    }
    // What the server has told about it by now is newer than what was sent.
    if (exchange?.sending && retryAfter) this.#retryIn(exchange, retryAfter);
    else if (exchange?.sending)
      this.#put({ ...exchange, sending: false, failed: error, step: error ? undefined : exchange.step });
    return undefined;
  }

  /** Counts the seconds down, then sends again. */
  #retryIn(exchange, seconds) {
    if (!this.exchanges.has(exchange.id)) return;
    if (seconds <= 0) return this.retry(exchange.id);
    const wait = seconds === 1 ? "1 second" : `${seconds} seconds`;
    const failed = `That is more than can be asked at once. It is asked again by itself in ${wait}.`;
    this.#put({ ...exchange, sending: false, step: undefined, failed });
    this.#timers.set(
      exchange.id,
      setTimeout(() => this.#retryIn(exchange, seconds - 1), 1000),
    );
  }

  /** An answer as Markdown, with its sources behind it. */
  answerOf(id) {
    const messages = this.exchanges.get(id)?.messages ?? [];
    const sources = messages
      .flatMap(({ sources }) => sources)
      .map(({ n, title, where, href, file }) => {
        return `[${n}] ${title}: ${file ? where : (href ?? where)}`;
      });
    const text = messages.map((message) => message.text).join("\n\n");
    return sources.length > 0 ? `${text}\n\nSources:\n${sources.join("\n")}\n` : text;
  }

  /** Presses a button of an answer, and says why where it did not help; resolves to what is said to that. */
  async act(promptId, action, why) {
    const { said, error } = await this.#post("act", { promptId, action, why });
    return { said: said ?? error, done: error === undefined };
  }

  /** Stops the answer that is being written. */
  async stop() {
    await this.#post("stop", {});
  }

  /** Leaves this conversation for a new one. */
  startAnew() {
    this.open(newId());
  }

  /** Leaves this conversation for another one of this browser. */
  open(conversation) {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.conversation = conversation;
    this.exchanges = new Map();
    this.#tell("shown");
    this.connect();
  }

  async #post(path, body) {
    try {
      const response = await fetch(`/api/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...body, conversation: this.conversation }),
      });
      return { status: response.status, ...(await response.json()) };
    } catch {
      return { status: 0, error: "Docent cannot be reached." };
    }
  }
}

/** Whether an answer is still to come or being written. */
export function isBusy({ failed, messages }) {
  return failed === undefined && (messages.length === 0 || !messages.at(-1).done);
}
