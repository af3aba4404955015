package net.jumptotech.orders.http;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import net.jumptotech.orders.Await;

/**
 * A browser that listens for frames, has the beginning of one, and never reads again. It says that
 * it is there as long as it is told to. Not a WebSocket client, since that would read for us.
 */
final class StalledBrowser implements AutoCloseable {

  private static final int TEXT = 0x81;
  private static final int CLOSE = 0x88;
  private static final int MASKED = 0x80;

  private final Socket socket = new Socket();

  StalledBrowser(int port, String address) throws IOException {
    socket.setReceiveBufferSize(4_096); // before it connects, or the kernel makes it larger
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    socket.setSoTimeout((int) Await.LONG.toMillis());
    DataInputStream input = new DataInputStream(socket.getInputStream());
    send(
        String.join(
            "\r\n",
            "GET /eventbus/websocket HTTP/1.1",
            "Host: 127.0.0.1:" + port,
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            "",
            ""));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) input.readUnsignedByte());
    }
    if (!head.toString().startsWith("HTTP/1.1 101 ")) {
      throw new IOException("expected 101, was " + head);
    }
    say("{\"type\":\"register\",\"address\":\"" + address + "\"}");
    input.readUnsignedByte(); // so it is registered
  }

  void ping() {
    try {
      say("{\"type\":\"ping\"}");
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  /** Begins to close the WebSocket, and keeps the connection open. */
  void sayGoodbye() throws IOException {
    send("" + (char) CLOSE + (char) MASKED + "\0\0\0\0");
  }

  /** Asks for what it may not have, talks nonsense and pings, until it is closed. */
  void talk() {
    try {
      while (true) {
        say("{\"type\":\"send\",\"address\":\"orders.fraud.explain\",\"body\":{}}");
        say("this is no JSON");
        say("{\"type\":\"ping\"}");
      }
    } catch (IOException closed) {
      return;
    }
  }

  /** Masked, as a browser must, with zeroes. */
  private void say(String message) throws IOException {
    send("" + (char) TEXT + (char) (MASKED | message.length()) + "\0\0\0\0" + message);
  }

  private void send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
