// The messages of one room, in the order of their ids, each once. Text only ever becomes text, never markup.

/** The length of the server's pages: a full one may have more before it. */
const PAGE = 50;
const GROUP_MS = 5 * 60_000;
/** Whoever reads this close to the end wants to follow it. */
const NEAR_END_PX = 80;

const time = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat([], { weekday: "long", day: "numeric", month: "long" });

export class MessageList {
  #scroller;
  #items = document.getElementById("messages");
  #earlier = document.getElementById("earlier");
  #newer = document.getElementById("newer");
  #empty = document.getElementById("empty");
  #byId = new Map();
  #following = true;
  #me;

  /** `me()` is the reader's own name; `loadEarlier(id)` is asked for what was said before the message `id`. */
  constructor(scroller, me, loadEarlier) {
    this.#scroller = scroller;
    this.#me = me;
    this.#earlier.addEventListener("click", () => loadEarlier(this.#items.firstElementChild.dataset.id));
    this.#newer.addEventListener("click", () => this.#scrollToEnd());
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // a keyboard that opens must not cover what the reader was following
    new ResizeObserver(() => this.#following && this.#scrollToEnd()).observe(scroller);
  }

  clear() {
    this.#byId.clear();
    this.#items.replaceChildren();
    this.#earlier.hidden = true;
    this.#empty.hidden = true;
    this.#hideNewer();
  }

  /** What the server told at a join: at the first one everything, later what was missed meanwhile. */
  showHistory(messages) {
    const first = this.#byId.size === 0;
    const meets = first || messages.length < PAGE || messages.some(({ id }) => this.#byId.has(id));
    if (!meets) this.clear(); // too long away: rather a shorter list than one with a hole
    if (first || !meets) this.#earlier.hidden = messages.length < PAGE;
    this.#quietly(() => this.#follow(() => messages.forEach(message => this.#insert(message))));
    this.#empty.hidden = this.#byId.size > 0;
  }

  /** A page from before the first message; what the reader looks at stays where it is. */
  showEarlier(messages) {
    const belowTop = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    this.#earlier.hidden = messages.length < PAGE;
    this.#quietly(() => messages.forEach(message => this.#insert(message)));
    this.#scroller.scrollTop = this.#scroller.scrollHeight - belowTop;
  }

  add(message) {
    this.#empty.hidden = true;
    this.#follow(() => this.#insert(message), message.user === this.#me());
  }

  /** Runs `change`, then goes to the end if the reader was there, or else says that there is something new. */
  #follow(change, always = false) {
    const follow = always || this.#following;
    const before = this.#byId.size;
    change();
    if (follow) this.#scrollToEnd();
    else if (this.#byId.size > before) this.#newer.hidden = false;
  }

  /** Old messages are not read out one by one. */
  #quietly(change) {
    this.#items.setAttribute("aria-busy", "true");
    change();
    requestAnimationFrame(() => this.#items.removeAttribute("aria-busy"));
  }

  #insert(message) {
    if (this.#byId.has(message.id)) return;
    const item = this.#item(message);
    let next = null;
    let previous = this.#items.lastElementChild;
    while (previous && previous.dataset.id > message.id) {
      next = previous;
      previous = previous.previousElementSibling;
    }
    this.#items.insertBefore(item, next);
    this.#byId.set(message.id, message);
    this.#group(item);
    if (next) this.#group(next);
  }

  #item({ id, user, body, at }) {
    const item = document.createElement("li");
    const when = new Date(at);
    item.dataset.id = id;
    item.title = when.toLocaleString();
    item.classList.toggle("mine", user === this.#me());
    item.style.setProperty("--hue", hue(user));
    item.append(
      element("p", "day", day.format(when)),
      element("p", "who", element("bdi", "name", user), element("time", "", time.format(when))),
      element("p", "body", body));
    item.querySelector("time").dateTime = at;
    return item;
  }

  /** Whether the name and the day are said again depends on the message before. */
  #group(item) {
    const message = this.#byId.get(item.dataset.id);
    const previous = this.#byId.get(item.previousElementSibling?.dataset.id);
    const sameDay = previous && day.format(new Date(previous.at)) === day.format(new Date(message.at));
    const soon = previous && new Date(message.at) - new Date(previous.at) < GROUP_MS;
    item.classList.toggle("first-of-day", !sameDay);
    item.classList.toggle("continues", Boolean(sameDay && soon && previous.user === message.user));
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#following = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.#following) this.#hideNewer();
  }

  #scrollToEnd() {
    this.#following = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#hideNewer();
  }

  #hideNewer() {
    this.#newer.hidden = true;
  }
}

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children); // strings become text nodes
  return made;
}

/** A colour for each name, the same for everybody. */
function hue(name) {
  let hash = 7;
  for (const character of name) hash = (hash * 31 + character.codePointAt(0)) % 360;
  return hash;
}
