// Who is here, and on how many devices.

const MOST_SHOWN = 30;

export class PeopleLine {
  #line;

  constructor(line) {
    this.#line = line;
  }

  show(people) {
    const sorted = people.toSorted((a, b) => a.name.localeCompare(b.name));
    const parts = sorted.slice(0, MOST_SHOWN).map(person);
    const rest = sorted.length - parts.length;
    if (rest > 0) parts.push([`${rest} more`]);
    this.#line.replaceChildren("Here: ", ...parts.flatMap((part, i) => (i ? [", ", ...part] : part)));
    this.#line.title = sorted.map(({ name }) => name).join(", ");
  }

  clear() {
    this.#line.replaceChildren();
    this.#line.title = "";
  }
}

function person({ name, devices }) {
  const shown = document.createElement("bdi");
  shown.textContent = name;
  return devices > 1 ? [shown, ` (${devices} devices)`] : [shown];
}
