package net.jumptotech.orders.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sits in front of the bridge on one connection, on its event loop. Nothing passes until the first
 * message, a {@code ping}, has the right token. A client that sends something else first, or
 * nothing in time, or a message that is too long, is disconnected. So a client takes at most
 * {@value #LONGEST_FIRST} bytes of memory before it is admitted, and {@value #LONGEST} after.
 */
final class TokenGate extends LengthFieldBasedFrameDecoder {

  /** Enough for the reply to a request about 500 orders. */
  static final int LONGEST = 1 << 20;

  static final int LONGEST_FIRST = 4_096;
  private static final int LENGTH_BYTES = 4;
  private static final int SECONDS_TO_SHOW = 10;
  private static final int SECONDS_A_GUESS = 1;

  private final byte[] token;
  private final Runnable admitted;
  private final Consumer<String> refused;
  private boolean open;
  private boolean closed;

  /**
   * @param admitted called once, before the first message passes
   * @param refused called once before the connection is closed, with what the other end did
   */
  TokenGate(byte[] token, Runnable admitted, Consumer<String> refused) {
    super(LONGEST, 0, LENGTH_BYTES);
    this.token = token;
    this.admitted = admitted;
    this.refused = refused;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext connection) {
    connection
        .executor()
        .schedule(
            () -> {
              if (!open && !closed && connection.channel().isActive()) {
                hangUp(connection, "sent no token within " + SECONDS_TO_SHOW + " s");
              }
            },
            SECONDS_TO_SHOW,
            TimeUnit.SECONDS);
  }

  @Override
  protected Object decode(ChannelHandlerContext connection, ByteBuf read) throws Exception {
    if (closed) {
      read.skipBytes(read.readableBytes());
      return null;
    }
    ByteBuf frame;
    try {
      frame = (ByteBuf) super.decode(connection, read);
    } catch (DecoderException unfit) {
      hangUp(connection, "sent a frame that is too long, or no frame");
      return null;
    }
    if (frame == null || open) {
      return frame;
    }
    if (showsToken(frame)) {
      open = true;
      admitted.run();
      return frame;
    }
    frame.release();
    closed = true;
    refused.accept("sent a wrong token, or none");
    // each connection gets one guess a second
    connection.executor().schedule(() -> connection.close(), SECONDS_A_GUESS, TimeUnit.SECONDS);
    return null;
  }

  @Override
  protected long getUnadjustedFrameLength(ByteBuf read, int offset, int length, ByteOrder order) {
    long announced = read.getInt(offset); // may be negative; the superclass refuses that
    if (!open && announced > LONGEST_FIRST) {
      throw new TooLongFrameException();
    }
    return announced;
  }

  private boolean showsToken(ByteBuf frame) {
    try {
      JsonObject first =
          new JsonObject(frame.toString(LENGTH_BYTES, frame.readableBytes() - LENGTH_BYTES, UTF_8));
      return "ping".equals(first.getValue("type"))
          && first.getValue("headers") instanceof JsonObject headers
          && headers.getValue("token") instanceof String shown
          && MessageDigest.isEqual(shown.getBytes(UTF_8), token);
    } catch (DecodeException notJson) {
      return false;
    }
  }

  private void hangUp(ChannelHandlerContext connection, String why) {
    closed = true;
    refused.accept(why);
    connection.close();
  }
}
