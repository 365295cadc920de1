// The wire: one room on one socket, through the official Phoenix client. Knows nothing of the page.
import { Presence, Socket } from "./phoenix/phoenix.mjs";

export const PAGE = 50;
/** How long a WebSocket may take before the client tries without. */
const FALLBACK_MS = 2500;

export class Room {
  #socket;
  #channel;
  #left = false;

  /** `on` has the functions joined({history, stored}), lost(), refused(reason), said(message), typing({user, on}),
      people([{name, devices}, …]). */
  constructor(name, user, on) {
    this.name = name;
    // nothing of a room that was left reaches the page any more
    const here = tell => message => { if (!this.#left) tell(message); };
    this.#socket = new Socket("/socket", { params: { user }, longPollFallbackMs: FALLBACK_MS });
    this.#socket.onClose(here(on.lost));
    this.#socket.connect();
    this.#channel = this.#socket.channel(`room:${name}`);
    this.#channel.on("shout", here(on.said));
    this.#channel.on("typing", here(on.typing));
    const presence = new Presence(this.#channel);
    presence.onSync(here(() => on.people(presence.list((name, { metas }) => ({ name, devices: metas.length })))));
    // a crash of the channel, or of the whole connection: the client joins again by itself
    this.#channel.onError(here(on.lost));
    this.#channel.join()
      .receive("ok", here(welcome => this.#joined(welcome, on)))
      .receive("error", here(({ reason }) => this.#joinRefused(reason, on)));
  }

  shout(body, { sent, failed }) {
    this.#channel.push("shout", { body })
      .receive("ok", ({ stored }) => sent(stored))
      .receive("error", ({ reason }) => failed(reason))
      .receive("timeout", () => failed("the server did not answer"));
  }

  typing(on) {
    if (this.#channel.canPush()) this.#channel.push("typing", { on });
  }

  earlier(before, show) {
    this.#channel.push("history", { last: PAGE, before }).receive("ok", ({ messages }) => show(messages));
  }

  leave() {
    this.#left = true;
    this.#socket.disconnect();
  }

  /** What has worked once is not blocked: when the server is away, the client shall come back the way it was here. */
  #joined(welcome, on) {
    this.#socket.longPollFallbackMs = null;
    on.joined(welcome);
  }

  /** The client would ask again and again; only a join that crashed is worth that. */
  #joinRefused(reason, on) {
    if (reason === "join crashed" || reason === "join timeout") {
      on.lost();
    } else {
      this.leave();
      on.refused(reason);
    }
  }
}
