package net.jumptotech.orders.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Counts what one connection has sent, behind TLS: one answer becomes many records there, and is
 * reported as written with its last one.
 */
final class SentBytes extends ChannelOutboundHandlerAdapter {

  private long total;

  /** Of all that was written completely. */
  long total() {
    return total;
  }

  @Override
  public void write(ChannelHandlerContext writing, Object message, ChannelPromise promise) {
    long bytes = message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
    writing.write(message, promise.unvoid().addListener(written -> total += bytes));
  }
}
