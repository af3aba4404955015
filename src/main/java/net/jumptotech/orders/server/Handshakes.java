package net.jumptotech.orders.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import net.jumptotech.orders.runtime.Shares;

/**
 * Limits the connections of a server whose TLS handshake is not complete; {@link Connections} does
 * not see them before. When there are too many, the oldest is closed, of the same address if that
 * has used up its share. Vert.x closes each after 10 seconds. Used on one event loop.
 */
final class Handshakes extends JdkSSLEngineOptions {

  /** Some 50 KB each. */
  static final int MOST = 200;

  private static final String REASON =
      """
      {"type":"about:blank","title":"Bad Request","status":400,\
      "detail":"This port speaks HTTPS only: begin the address with https://"}\
      """;

  private static final byte[] SPEAKS_TLS =
      """
      HTTP/1.1 400 Bad Request\r
      Content-Type: application/problem+json\r
      Content-Length: %d\r
      Cache-Control: no-store\r
      X-Content-Type-Options: nosniff\r
      Connection: close\r
      \r
      %s\
      """
          .formatted(REASON.length(), REASON)
          .getBytes(StandardCharsets.US_ASCII);

  private final Shares shares;
  private final Map<Channel, String> open = new LinkedHashMap<>(); // oldest first

  /**
   * @param each the share of them that may come from one address
   */
  Handshakes(double each) {
    this.shares = new Shares(MOST, each);
    setUseWorkerThread(true); // a signature takes milliseconds
  }

  /** Vert.x copies the options of a server: there is one count for all copies. */
  @Override
  public JdkSSLEngineOptions copy() {
    return this;
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new DefaultSslContextFactory(SslProvider.JDK, false) {
      @Override
      public SslContext create() throws SSLException {
        return new Counting(super.create());
      }
    };
  }

  private void begin(Channel channel) {
    String address = address(channel);
    if (!shares.take(address, 1)) {
      boolean own = shares.isUsedUpBy(address);
      open.entrySet().stream()
          .filter(it -> !own || it.getValue().equals(address))
          .map(Map.Entry::getKey)
          .findFirst()
          .ifPresent(
              oldest -> {
                end(oldest);
                oldest.close();
              });
      shares.takeAnyway(address, 1);
    }
    open.put(channel, address);
  }

  private void end(Channel channel) {
    String address = open.remove(channel);
    if (address != null) {
      shares.give(address, 1);
    }
  }

  private static String address(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress peer
        ? Shares.address(SocketAddress.inetSocketAddress(peer))
        : "";
  }

  private final class Counting extends DelegatingSslContext {

    Counting(SslContext context) {
      super(context);
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator buffers, boolean startTls, Executor executor) {
      return new Counted(newEngine(buffers), startTls, executor);
    }

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator buffers, String host, int port, boolean startTls, Executor executor) {
      return new Counted(newEngine(buffers, host, port), startTls, executor);
    }

    @Override
    protected void initEngine(SSLEngine engine) {
      // Vert.x does
    }
  }

  private final class Counted extends SslHandler {

    private boolean begun;

    Counted(SSLEngine engine, boolean startTls, Executor executor) {
      super(engine, startTls, executor);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
      begin(added.channel());
      super.handlerAdded(added);
      handshakeFuture().addListener(done -> end(added.channel()));
    }

    /** Says so to a client that begins with HTTP instead of TLS, and hangs up. */
    @Override
    protected void decode(ChannelHandlerContext read, ByteBuf in, List<Object> out)
        throws SSLException {
      boolean letter = !begun && in.isReadable() && isLetter(in.getByte(in.readerIndex()));
      begun = true;
      if (letter) {
        in.skipBytes(in.readableBytes());
        read.writeAndFlush(Unpooled.wrappedBuffer(SPEAKS_TLS))
            .addListener(ChannelFutureListener.CLOSE);
      } else {
        super.decode(read, in, out);
      }
    }

    /** A record of TLS begins with a byte from 20 to 24. */
    private static boolean isLetter(byte first) {
      return first >= 'A' && first <= 'Z';
    }
  }
}
