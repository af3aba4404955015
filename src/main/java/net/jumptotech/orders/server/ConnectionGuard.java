package net.jumptotech.orders.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Sits between Netty's HTTP codec and Vert.x on one connection, on its event loop. Knows whether a
 * request is in progress, and how much of its answer has been sent.
 */
final class ConnectionGuard extends ChannelDuplexHandler {

  /** Requests in progress or queued; browsers send one at a time. */
  private static final int MOST_REQUESTS = 16;

  /**
   * Bytes per read. What was read is decoded before Vert.x can stop it, and 16 KB of the smallest
   * frames or requests become some hundred KB of objects.
   */
  private static final int MOST_READ = 16 * 1_024;

  /** How long a refused client may go on sending before the connection is closed. */
  private static final int LINGER_SECONDS = 2;

  private final Connections all;
  private final String address;
  private final SentBytes sent = new SentBytes();
  private ChannelHandlerContext context;
  private SslHandler tls; // null without
  private int requests;
  private boolean first = true;
  private boolean webSocket;
  private boolean closesAfterAnswer;
  private boolean informational;
  private boolean ended;
  private long idleSince;
  private long pending;
  private long bytesSentBefore;
  private long markedAt;

  ConnectionGuard(Connections all, String address) {
    this.all = all;
    this.address = address;
  }

  String address() {
    return address;
  }

  /** Whether it has sent no request yet. */
  boolean isFirst() {
    return first;
  }

  long idleNanos(long now) {
    return now - idleSince;
  }

  /**
   * Never true for a WebSocket, which must answer pings in time, and is only sent what it takes.
   */
  boolean isTooSlow(long now, Duration timeout) {
    if (pending == 0 || webSocket) {
      markedAt = now;
      bytesSentBefore = sentBytes();
    } else if (now - markedAt >= timeout.toNanos()) {
      if (sentBytes() - bytesSentBefore < Connections.SLOWEST_BYTES) {
        return true;
      }
      markedAt = now;
      bytesSentBefore = sentBytes();
    }
    return false;
  }

  /** Also counts the part that has left of a buffer that is being written. */
  private long sentBytes() {
    ChannelOutboundBuffer outbound = context.channel().unsafe().outboundBuffer();
    return sent.total() + (outbound == null ? 0 : outbound.currentProgress());
  }

  /** Closes at once and drops what was not sent yet. */
  void close() {
    end();
    context.close();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    tls = added.pipeline().get(SslHandler.class);
    added.pipeline().addFirst(sent);
    added
        .channel()
        .config()
        .setRecvByteBufAllocator(
            new AdaptiveRecvByteBufAllocator(64, 2_048, MOST_READ).maxMessagesPerRead(1));
    becomeIdle();
  }

  private void becomeIdle() {
    idleSince = System.nanoTime();
    all.becameIdle(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext read, Object message) {
    if (closesAfterAnswer || ended) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpRequest) {
      first = false;
      requests++;
      all.becameActive(this);
      if (requests > MOST_REQUESTS) {
        ReferenceCountUtil.release(message);
        all.refused();
        close();
        return;
      }
    }
    read.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext writing, Object message, ChannelPromise promise) {
    ChannelPromise done = promise.unvoid();
    long bytes = bytes(message);
    pending += bytes;
    all.pending(bytes);
    done.addListener(
        written -> {
          pending -= bytes;
          all.pending(-bytes);
        });
    if (message instanceof HttpResponse response) {
      answer(response);
    }
    if (message instanceof LastHttpContent && !informational) {
      requests--;
      if (closesAfterAnswer) {
        done.addListener(written -> closeOutputFirst());
      } else if (requests == 0 && !webSocket) {
        becomeIdle();
      }
    }
    writing.write(message, done);
  }

  private void answer(HttpResponse response) {
    HttpResponseStatus status = response.status();
    webSocket = status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
    informational = !webSocket && status.codeClass() == HttpStatusClass.INFORMATIONAL;
    closesAfterAnswer |=
        response.headers().contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
  }

  private static long bytes(Object message) {
    if (message instanceof ByteBufHolder holder) {
      return holder.content().readableBytes();
    }
    return message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
  }

  /**
   * Closes only our side first: the other end may still be sending, and its system would then drop
   * the answer unread.
   */
  private void closeOutputFirst() {
    if (context.channel() instanceof SocketChannel channel && channel.isActive()) {
      if (tls == null) {
        channel.shutdownOutput();
      } else {
        tls.closeOutbound().addListener(said -> channel.shutdownOutput());
      }
      channel.config().setAutoRead(true);
      context.executor().schedule(() -> close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }
  }

  /**
   * Sends what is written first: Vert.x closes before it has sent the answer to an unreadable
   * request.
   */
  @Override
  public void close(ChannelHandlerContext closed, ChannelPromise promise) {
    closed.flush();
    closed.close(promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext inactive) {
    end();
    inactive.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    end();
  }

  private void end() {
    ended = true;
    all.closed(this);
  }
}
