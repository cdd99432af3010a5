/** What waits to be sent, for several senders: whoever has nothing to do waits for the next. */
export class Outbox<Message> {
  readonly #waiting: Message[] = [];
  readonly #idle: ((message: Message | undefined) => void)[] = [];
  #closed = false;

  push(message: Message): void {
    const sender = this.#idle.shift();
    if (sender) sender(message);
    else this.#waiting.push(message);
  }

  /** The next message, when there is one; undefined when there will be none. */
  take(): Promise<Message | undefined> {
    const next = this.#waiting.shift();
    if (next !== undefined || this.#closed) return Promise.resolve(next);
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Nothing comes any more: senders that wait are told. */
  close(): void {
    this.#closed = true;
    for (const sender of this.#idle.splice(0)) sender(undefined);
  }
}
