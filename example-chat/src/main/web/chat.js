// The page: who you are, which room you are in, and what goes where.
import { MessageList } from "./messages.js";
import { PeopleLine } from "./people.js";
import { TypingLine, TypingSignal } from "./typing.js";

const DEFAULT_ROOM = "lobby";
const BACK_ONLINE_MS = 2500;

const at = id => document.getElementById(id);
const list = new MessageList(at("scroller"), () => name, loadEarlier);
const typingLine = new TypingLine(at("typing"));
const peopleLine = new PeopleLine(at("people"));
const typingSignal = new TypingSignal(on => room?.typing(on));

let name = remembered();
let room = null;
let backOnline = 0;

// Imported late, so that a build without Node still has a page to say so.
const connection = await import("./room.js").catch(() => null);
if (connection) {
  listen();
  name ? enter() : askWhoAndWhere();
} else {
  showStatus("refused", "The Phoenix client is missing from this build: install Node 20 or newer, and build again.");
}

function listen() {
  addEventListener("hashchange", enter);
  at("change").addEventListener("click", askWhoAndWhere);
  at("settings").addEventListener("submit", applySettings);
  at("composer").addEventListener("submit", send);
  at("body").addEventListener("keydown", sendOnEnter);
  at("body").addEventListener("input", () => typingSignal.wrote(at("body").value));
  at("welcome").addEventListener("cancel", event => name || event.preventDefault());
}

function remembered() {
  try {
    return localStorage.getItem("name") ?? "";
  } catch {
    return ""; // storage can be forbidden; then the page asks each time
  }
}

function remember(newName) {
  name = newName;
  try {
    localStorage.setItem("name", newName);
  } catch {
    // as above
  }
}

function roomInUrl() {
  try {
    return decodeURIComponent(location.hash.slice(1)) || DEFAULT_ROOM;
  } catch {
    return location.hash.slice(1);
  }
}

function askWhoAndWhere() {
  at("name").value = name;
  at("room-name").value = roomInUrl();
  at("welcome").showModal();
}

function applySettings() {
  remember(at("name").value.trim());
  const wanted = at("room-name").value;
  if (wanted === roomInUrl()) {
    enter();
  } else {
    location.hash = wanted; // hashchange enters
  }
}

function enter() {
  if (!name) return;
  room?.leave();
  list.clear();
  typingLine.clear();
  peopleLine.clear();
  note("");
  const entered = roomInUrl();
  at("room").textContent = `#${entered}`;
  at("me").textContent = name;
  document.title = `#${entered} – Redstart chat`;
  showStatus("connecting", "Connecting…");
  if (matchMedia("(pointer: fine)").matches) at("body").focus(); // a phone would open its keyboard
  room = new connection.Room(entered, name, {
    joined, lost, refused, said, typing: typingLine.show.bind(typingLine), people: peopleLine.show.bind(peopleLine),
  });
}

function joined({ history, stored }) {
  const again = at("status").dataset.state === "reconnecting";
  showStatus("joined", again ? "Back online" : "");
  backOnline = setTimeout(() => showStatus("joined", ""), BACK_ONLINE_MS);
  list.showHistory(history);
  note(stored ? "" : "The database is away: messages reach everyone here, but are not kept.");
}

function lost() {
  typingLine.clear();
  showStatus("reconnecting", "Reconnecting…");
}

function refused(reason) {
  showStatus("refused", `You cannot join #${room.name}: ${reason}.`);
}

function said(message) {
  typingLine.show({ user: message.user, on: false });
  list.add(message);
}

function showStatus(state, text) {
  clearTimeout(backOnline);
  at("status").dataset.state = state;
  at("status").textContent = text;
  at("send").disabled = state !== "joined";
}

function sendOnEnter(event) {
  const plainEnter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (plainEnter) {
    event.preventDefault();
    at("composer").requestSubmit();
  }
}

function send(event) {
  event.preventDefault();
  const body = at("body").value.trim();
  if (!body || at("send").disabled) return;
  at("body").value = "";
  note("");
  typingSignal.sent();
  room.shout(body, {
    sent: stored => note(stored ? "" : "The database is away: your message was not kept."),
    failed: reason => giveBack(body, reason),
  });
}

/** What could not be sent returns to where it was written, unless something new is there already. */
function giveBack(body, reason) {
  at("body").value ||= body;
  note(`Your message was not sent: ${reason.replaceAll("_", " ")}.`);
}

function loadEarlier(before) {
  room.earlier(before, messages => list.showEarlier(messages));
}

function note(text) {
  at("note").textContent = text;
}
