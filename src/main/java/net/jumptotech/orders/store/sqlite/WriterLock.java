package net.jumptotech.orders.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes this process the writer, until it closes the lock or dies. The file stays, with the pid of
 * its last holder in it.
 */
final class WriterLock implements AutoCloseable {

  /**
   * The files that this process holds. File locks alone are not enough: closing a second channel on
   * the same file would release the lock of the first (POSIX).
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private WriterLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * @throws IOException if another process holds it, naming that process and the remedy
   */
  static WriterLock of(Path database) throws IOException {
    Files.createDirectories(database.getParent());
    Path file = database.getParent().toRealPath().resolve(database.getFileName() + ".lock");
    createForUsAlone(database);
    createForUsAlone(file);
    if (!HELD.add(file)) {
      throw held(database, ProcessHandle.current().pid() + " (this one)");
    }
    try {
      return lock(database, file);
    } catch (IOException | RuntimeException refused) {
      HELD.remove(file);
      throw refused;
    }
  }

  /** SQLite gives its files beside a database the permissions of the database. */
  private static void createForUsAlone(Path file) throws IOException {
    try {
      Files.createFile(file);
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    } catch (FileAlreadyExistsException fromBefore) {
      // it exists, with its own permissions
    }
  }

  private static WriterLock lock(Path database, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw held(database, holder(channel));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid()), 0);
      return new WriterLock(file, channel);
    } catch (IOException | RuntimeException refused) {
      channel.close();
      throw refused;
    }
  }

  private static byte[] pid() {
    return (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(32);
    channel.read(text, 0);
    String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).trim();
    return pid.isEmpty() ? "(unknown)" : pid;
  }

  private static IOException held(Path database, String pid) {
    return new IOException(
        database
            + " is being written by process "
            + pid
            + ": stop that process, or choose another data directory");
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD.remove(file);
  }
}
