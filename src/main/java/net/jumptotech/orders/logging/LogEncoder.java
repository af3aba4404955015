package net.jumptotech.orders.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;

/** Writes events in the format that is set, from the first line on; any thread. */
public final class LogEncoder extends EncoderBase<ILoggingEvent> {

  private volatile LogFormat format = LogFormat.TEXT;

  /** For logback.xml. An unknown name is a mistake that the configuration reports. */
  public void setFormat(String name) {
    format = LogFormat.find(name).orElse(LogFormat.TEXT);
  }

  void use(LogFormat other) {
    format = other;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder out = new StringBuilder(256);
    format.write(out, event);
    return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] headerBytes() {
    return null;
  }

  @Override
  public byte[] footerBytes() {
    return null;
  }
}
