// node visit.cjs URL websocket|longpoll [USER]: prints what the scenario has seen as one line of JSON
const phoenix = require("phoenix");
const { visit } = require("./scenario.js");
const [url, transport, user] = process.argv.slice(2);

visit(phoenix, url, {
  params: user ? { user, nothing: null, list: ["a", "b"] } : {},
  transport: transport === "longpoll" ? phoenix.LongPoll : require("ws"),
  authToken: "a-token",
}).then(seen => {
  console.log(JSON.stringify(seen));
  process.exit(0);
}, error => {
  console.error(error);
  process.exit(1);
});
