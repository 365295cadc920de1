// Who is typing: telling the others, and showing what the others tell.

const TELL_EVERY_MS = 3000;
const IDLE_MS = 4000;
/** Longer than TELL_EVERY_MS, so that a writer whose connection died does not stay for ever. */
const FORGET_MS = 6000;

/** Tells that you are typing: when you begin, now and then while you go on, and when you stop. */
export class TypingSignal {
  #tell;
  #toldAt = 0;
  #idle = 0;

  constructor(tell) {
    this.#tell = tell;
  }

  wrote(text) {
    if (!text.trim()) return this.#stop();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#stop(), IDLE_MS);
    if (Date.now() - this.#toldAt >= TELL_EVERY_MS) {
      this.#toldAt = Date.now();
      this.#tell(true);
    }
  }

  /** The message itself says that you stopped. */
  sent() {
    clearTimeout(this.#idle);
    this.#toldAt = 0;
  }

  #stop() {
    const told = this.#toldAt > 0;
    this.sent();
    if (told) this.#tell(false);
  }
}

/** Shows the names of those who are typing. */
export class TypingLine {
  #line;
  #forget = new Map();

  constructor(line) {
    this.#line = line;
  }

  show({ user, on }) {
    clearTimeout(this.#forget.get(user));
    this.#forget.delete(user);
    if (on) this.#forget.set(user, setTimeout(() => this.show({ user, on: false }), FORGET_MS));
    this.#draw();
  }

  clear() {
    this.#forget.forEach(timer => clearTimeout(timer));
    this.#forget.clear();
    this.#draw();
  }

  #draw() {
    const names = [...this.#forget.keys()];
    this.#line.textContent = names.length === 0 ? ""
      : names.length === 1 ? `${names[0]} is typing…`
      : names.length === 2 ? `${names[0]} and ${names[1]} are typing…`
      : `${names.length} people are typing…`;
  }
}
