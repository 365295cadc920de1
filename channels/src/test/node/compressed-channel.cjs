// node compressed-channel.cjs URL: two clients in a room; a broadcast that is worth compressing reaches both in few bytes
const { deepStrictEqual, ok } = require("assert");
const { once } = require("events");
const WebSocket = require("ws");
const [url] = process.argv.slice(2);
const words = "many words ".repeat(1000);

class Client {
  constructor() {
    this.messages = [];
    this.socket = new WebSocket(url);
    this.socket.on("upgrade", answer => { this.negotiated = answer.headers["sec-websocket-extensions"] || "none"; });
    this.socket.on("close", code => { throw new Error("closed with " + code); });
    this.socket.on("message", data => this.messages.push(JSON.parse(data)));
  }

  async until(event) {
    for (;;) {
      const found = this.messages.find(message => message[3] === event);
      if (found) return found[4];
      await once(this.socket, "message");
    }
  }

  async join() {
    await once(this.socket, "open");
    this.send("phx_join", {});
    await this.until("after_join");
  }

  send(event, payload) {
    this.socket.send(JSON.stringify(["1", "2", "room:a", event, payload]));
  }

  bytesRead() {
    return this.socket._socket.bytesRead;
  }
}

async function main() {
  const clients = [new Client(), new Client()];
  await Promise.all(clients.map(client => client.join()));
  const before = clients.map(client => client.bytesRead());
  clients[0].send("bc", { words });
  for (const [i, client] of clients.entries()) {
    deepStrictEqual((await client.until("bc")).words, words);
    ok(client.bytesRead() - before[i] < words.length / 10, "what came was compressed");
  }
  console.log(clients[0].negotiated);
  process.exit(0);
}

main().catch(error => { console.error(error); process.exit(1); });
