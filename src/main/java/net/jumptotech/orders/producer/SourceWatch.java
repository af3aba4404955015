package net.jumptotech.orders.producer;

import java.util.function.Consumer;

/** Follows a finite source, for the person who waits for it. Called on the verticle's context. */
public interface SourceWatch {

  /** How often {@link #progress} is called while something is read, in milliseconds. */
  long everyMs();

  /** A line of the beginning or the end. */
  void say(String line);

  /**
   * @param soFar changes as more is read; not for another thread
   * @param bytes of the file that were read, as they lie on the disk
   */
  void progress(SourceReport soFar, long bytes);

  /** The verticle is stopped before the end of the source; what was in flight is done. */
  void stopped(SourceReport soFar);

  /** Writes a line now and then. */
  static SourceWatch lines(Consumer<String> console) {
    return new SourceWatch() {
      @Override
      public long everyMs() {
        return 2_000;
      }

      @Override
      public void say(String line) {
        console.accept(line);
      }

      @Override
      public void progress(SourceReport soFar, long bytes) {
        console.accept(soFar + " so far");
      }

      @Override
      public void stopped(SourceReport soFar) {
        // the log says how far it came
      }
    };
  }
}
