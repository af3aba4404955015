package net.jumptotech.orders.store.couchbase;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/**
 * Cuts a stream of the key-value protocol into its frames: 24 bytes of header, then a body whose
 * length the header names. Of each piece that comes, what is kept goes out together.
 */
final class KvFrames implements Handler<Buffer> {

  static final int HEADER = 24;

  private static final Buffer NOTHING = Buffer.buffer();

  private final Frame each;
  private final Handler<Buffer> out;
  private Buffer rest = NOTHING;

  /** What becomes of a frame: it writes to {@code out} what shall pass. */
  @FunctionalInterface
  interface Frame {
    void handle(Buffer frame, Buffer out);
  }

  KvFrames(Frame each, Handler<Buffer> out) {
    this.each = each;
    this.out = out;
  }

  @Override
  public void handle(Buffer bytes) {
    Buffer all =
        rest.length() == 0 ? bytes : Buffer.buffer().appendBuffer(rest).appendBuffer(bytes);
    Buffer kept = Buffer.buffer(all.length());
    int from = 0;
    while (all.length() - from >= HEADER) {
      int to = from + HEADER + all.getInt(from + 8);
      if (to > all.length()) {
        break;
      }
      each.handle(all.slice(from, to), kept);
      from = to;
    }
    rest = from == all.length() ? NOTHING : all.getBuffer(from, all.length());
    if (kept.length() > 0) {
      out.handle(kept);
    }
  }

  static int opcode(Buffer frame) {
    return frame.getUnsignedByte(1);
  }

  /** Of an answer. */
  static int status(Buffer frame) {
    return frame.getUnsignedShort(6);
  }

  /** What a request and its answer have in common on one connection. */
  static int opaque(Buffer frame) {
    return frame.getInt(12);
  }

  /** An answer without a body. */
  static Buffer answer(Buffer request, int status) {
    return Buffer.buffer(HEADER)
        .appendByte((byte) 0x81)
        .appendByte(request.getByte(1))
        .appendInt(0)
        .appendShort((short) status)
        .appendInt(0)
        .appendInt(opaque(request))
        .appendLong(0);
  }

  /** Where the value begins; everything before it is header, frame extras, extras and key. */
  static int valueStart(Buffer answer) {
    boolean flexible = answer.getUnsignedByte(0) == 0x18;
    int keyAndFrameExtras =
        flexible
            ? answer.getUnsignedByte(2) + answer.getUnsignedByte(3)
            : answer.getUnsignedShort(2);
    return HEADER + keyAndFrameExtras + answer.getUnsignedByte(4);
  }

  static Buffer withValue(Buffer answer, Buffer value) {
    int start = valueStart(answer);
    return Buffer.buffer()
        .appendBuffer(answer, 0, 8)
        .appendInt(start - HEADER + value.length())
        .appendBuffer(answer, 12, start - 12)
        .appendBuffer(value);
  }
}
