#!/usr/bin/env python3
"""Prints, four times a second, how each role is doing: from the event bus, by TCP.

    ORDERS_BRIDGE_TOKEN=... python3 docs/examples/live.py 127.0.0.1:7000 [address ...]

Standard library only. The protocol: a length of four bytes (big endian), then JSON.
"""

import json
import os
import socket
import struct
import sys


def send(bridge, frame):
    body = json.dumps(frame).encode()
    bridge.sendall(struct.pack(">I", len(body)) + body)


def exactly(bridge, length):
    data = b""
    while len(data) < length:
        part = bridge.recv(length - len(data))
        if not part:
            raise SystemExit("hung up: is the token right?")
        data += part
    return data


def receive(bridge):
    (length,) = struct.unpack(">I", exactly(bridge, 4))
    return json.loads(exactly(bridge, length))


def main():
    host, port = sys.argv[1].rsplit(":", 1)
    addresses = sys.argv[2:] or ["orders.fleet.frames"]
    with socket.create_connection((host, int(port))) as bridge:
        # the first frame shows the token, in a ping and nowhere else
        send(bridge, {"type": "ping", "headers": {"token": os.environ["ORDERS_BRIDGE_TOKEN"]}})
        for address in addresses:
            send(bridge, {"type": "register", "address": address})
        while True:
            frame = receive(bridge)
            if frame["type"] == "err":
                raise SystemExit("refused: " + json.dumps(frame))
            if frame["type"] != "message":
                continue
            body = frame["body"]
            if frame["address"] == "orders.fleet.frames":
                print(body["process"], body["role"], body["instance"], body["health"],
                      json.dumps(body["counts"]), flush=True)
            else:
                print(json.dumps(body), flush=True)


if __name__ == "__main__":
    main()
