// People at the official client, on orders: each line of stdin is one order, each line of stdout one thing that happened to somebody.
const { createInterface } = require("node:readline");
const { Socket } = require("phoenix");
const WebSocket = require("ws");

const sockets = new Map();
const channels = new Map();

const orders = {
  connect({ who, url }) {
    const socket = new Socket(url, { params: { user: who }, transport: WebSocket });
    socket.onOpen(tell(who, "connected"));
    socket.onClose(tell(who, "disconnected"));
    sockets.set(who, socket);
    socket.connect();
  },

  join({ who, topic }) {
    const channel = sockets.get(who).channel(topic);
    ["shout", "typing"].forEach(event => channel.on(event, tell(who, event)));
    channel.onError(tell(who, "failed"));
    channel.onClose(tell(who, "closed"));
    channels.set(who, channel);
    channel.join()
      .receive("ok", tell(who, "joined"))
      .receive("error", tell(who, "refused"))
      .receive("timeout", tell(who, "not answered"));
  },

  push({ who, event, payload, timeout }) {
    const push = channels.get(who).push(event, payload, timeout);
    ["ok", "error", "timeout"].forEach(status => push.receive(status, tell(who, status)));
  },

  leave({ who }) {
    channels.get(who).leave();
  },
};

function tell(who, what) {
  return payload => console.log(JSON.stringify({ who, what, payload: payload?.constructor === Object ? payload : {} }));
}

createInterface({ input: process.stdin })
  .on("line", line => {
    const { order, ...more } = JSON.parse(line);
    orders[order](more);
  })
  .on("close", () => process.exit());
