package net.jumptotech.orders;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A connection over TLS to a server on this machine; it takes every certificate. */
public final class TlsClient implements AutoCloseable {

  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");
  private static final X509TrustManager ALL =
      new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
          return new X509Certificate[0];
        }
      };

  private final SSLSocket socket;

  /** Fails if the handshake does. */
  public TlsClient(int port) throws IOException {
    this(port, "TLSv1.3");
  }

  /**
   * @param version of TLS
   */
  public TlsClient(int port, String version) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {ALL}, new SecureRandom());
      socket = (SSLSocket) context.getSocketFactory().createSocket();
    } catch (GeneralSecurityException failed) {
      throw new IOException(failed);
    }
    socket.setReceiveBufferSize(16_384); // what it does not read stays with the server
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    socket.setSoTimeout((int) Await.LONG.toMillis());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
  }

  /** Of the certificate that the server showed on this connection. */
  public BigInteger serial() throws IOException {
    return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
  }

  /** The one that the server chose; empty if it chose none. */
  public String applicationProtocol() {
    return socket.getApplicationProtocol();
  }

  public TlsClient send(String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    return this;
  }

  public InputStream in() throws IOException {
    return socket.getInputStream();
  }

  /** Asks for another handshake on this connection, as TLS 1.2 allows. */
  public void handshakeAgain() throws IOException {
    socket.startHandshake();
  }

  /** Head and body of an answer with a length. */
  public String get(String path) throws IOException {
    send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    String head = head();
    Matcher length = LENGTH.matcher(head);
    int bytes = length.find() ? Integer.parseInt(length.group(1)) : 0;
    return head + new String(in().readNBytes(bytes), ISO_8859_1);
  }

  public String head() throws IOException {
    return head(in());
  }

  /** Up to the empty line; fails if the connection ends before it. */
  public static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int read = in.read();
      if (read < 0) {
        throw new IOException("ended after \"" + head + "\"");
      }
      head.append((char) read);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
