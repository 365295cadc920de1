// node echo.cjs URL PER_MESSAGE_DEFLATE: sends messages of many sizes there and back, prints which extension was negotiated
const { deepStrictEqual } = require("assert");
const { randomBytes } = require("crypto");
const { once } = require("events");
const WebSocket = require("ws");
const [url, options] = process.argv.slice(2);

const sizes = [0, 1, 100, 125, 126, 1000, 65535, 65536, 1 << 20];
const messages = sizes.flatMap(size => [
  "línea 🐦 ".repeat(size / 10 + 1), // compresses well
  Buffer.alloc(size), // compresses best
  randomBytes(size), // does not compress
]);

async function main() {
  let negotiated = "none";
  const perMessageDeflate = options === "true" ? { threshold: 0 } : JSON.parse(options);
  const socket = new WebSocket(url, { perMessageDeflate });
  socket.on("upgrade", answer => { negotiated = answer.headers["sec-websocket-extensions"] || negotiated; });
  await once(socket, "open");
  for (const message of messages) {
    socket.send(message);
    const [back, isBinary] = await once(socket, "message");
    deepStrictEqual(isBinary ? back : back.toString(), message);
  }
  for (const size of [1, 7, 1000]) { // in fragments
    for (let i = 0; i < 10; i++) socket.send("x".repeat(size), { fin: i === 9 });
    const [back] = await once(socket, "message");
    deepStrictEqual(back.toString(), "x".repeat(10 * size));
  }
  socket.close(4000);
  const [code] = await once(socket, "close");
  deepStrictEqual(code, 1000);
  console.log(negotiated);
}

main().catch(error => { console.error(error); process.exit(1); });
