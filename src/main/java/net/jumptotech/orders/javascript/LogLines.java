package net.jumptotech.orders.javascript;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a script prints, line by line. */
final class LogLines extends OutputStream {

  private static final Logger log = LoggerFactory.getLogger(LogLines.class);
  private static final int LONGEST = 2_000;

  private final String name;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /**
   * @param name prefix of each line
   */
  LogLines(String name) {
    this.name = name;
  }

  @Override
  public void write(int one) {
    if (one != '\n') {
      line.write(one);
    }
    if (one == '\n' || line.size() >= LONGEST) {
      log.info("{}: {}", name, line.toString(UTF_8));
      line.reset();
    }
  }
}
