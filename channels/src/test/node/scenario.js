// One visit of the official client to the app `accept`, in Node and in a browser; ends with what happened, in order where order counts.
async function visit(phoenix, url, options) {
  const { Socket, Presence } = phoenix;
  const socket = new Socket(url, options);
  const seen = {};
  socket.connect();

  const private_ = socket.channel("private:x");
  seen.refused = await answer(private_.join());
  private_.leave();

  const room = socket.channel("room:visit", { from: "scenario" });
  const shouts = [];
  room.on("shout", payload => shouts.push(payload.n));
  const here = new Presence(room);
  seen.joined = await answer(room.join());
  seen.ping = await answer(room.push("ping", { text: "línea 🐦", __proto__x: [1, null] }));
  seen.error = await answer(room.push("error", {}));
  seen.noreply = await answer(room.push("noreply", {}, 300));
  for (let n = 0; n < 20; n++) room.push("shout", { n });
  const mine = await answer(room.push("whoami", {}));
  await until(() => shouts.length === 20);
  seen.shouts = shouts;

  const other = socket.channel("room:other");
  await answer(other.join());
  seen.sameId = (await answer(other.push("whoami", {}))).response.id === mine.response.id;
  if (options.params.user) {
    await until(() => here.list().length === 1);
    seen.present = here.list(key => key);
  }

  let crashes = 0;
  room.onError(() => crashes++);
  room.push("boom", {});
  await until(() => crashes === 1 && room.state === "joined");
  seen.afterCrash = await answer(room.push("ping", { back: true }));
  other.push("stop", {});
  await until(() => other.state === "closed");
  seen.left = await answer(room.leave());
  socket.disconnect(() => {}, 1000);
  return seen;
}

function answer(push) {
  return new Promise(resolve => ["ok", "error", "timeout"].forEach(status =>
    push.receive(status, response => resolve({ status, response: status === "timeout" ? null : response }))));
}

async function until(condition) {
  const deadline = Date.now() + 30000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("not within 30 s: " + condition);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

if (typeof module !== "undefined") module.exports = { visit };
