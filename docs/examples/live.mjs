// Prints, four times a second, how each role is doing: from the event bus, by TCP.
//
//   ORDERS_BRIDGE_TOKEN=... node docs/examples/live.mjs 127.0.0.1:7000 [address ...]
//
// Node's own modules only. The protocol: a length of four bytes (big endian), then JSON.
import { connect } from "node:net";

const [place, ...asked] = process.argv.slice(2);
const addresses = asked.length > 0 ? asked : ["orders.fleet.frames"];
const colon = place.lastIndexOf(":");
const bridge = connect(Number(place.slice(colon + 1)), place.slice(0, colon));

function send(frame) {
  const body = Buffer.from(JSON.stringify(frame));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  bridge.write(Buffer.concat([length, body]));
}

function end(why) {
  console.error(why);
  process.exit(1);
}

function show({ type, address, body, ...rest }) {
  if (type === "err") {
    end("refused: " + JSON.stringify(rest));
  } else if (type === "message" && address === "orders.fleet.frames") {
    console.log(body.process, body.role, body.instance, body.health, JSON.stringify(body.counts));
  } else if (type === "message") {
    console.log(JSON.stringify(body));
  }
}

bridge.on("connect", () => {
  // the first frame shows the token, in a ping and nowhere else
  send({ type: "ping", headers: { token: process.env.ORDERS_BRIDGE_TOKEN } });
  addresses.forEach((address) => send({ type: "register", address }));
});

let read = Buffer.alloc(0);
bridge.on("data", (part) => {
  read = Buffer.concat([read, part]);
  while (read.length >= 4 && read.length >= 4 + read.readUInt32BE()) {
    const length = read.readUInt32BE();
    show(JSON.parse(read.subarray(4, 4 + length).toString()));
    read = read.subarray(4 + length);
  }
});
bridge.on("error", (failed) => end(failed.message));
bridge.on("close", () => end("hung up: is the token right?"));
