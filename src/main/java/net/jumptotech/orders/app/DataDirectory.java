package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jumptotech.orders.runtime.Shell;
import net.jumptotech.orders.runtime.StartFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory for everything that outlives a process.
 *
 * <p>Processes on one machine may share it. The broker's part belongs to one of them at a time, and
 * every process holds a number of its own. Both are file locks, which the system releases when a
 * process dies.
 *
 * <p>It holds orders and customers, so other users of the machine cannot read it: the directory and
 * those below it are 0700, and the files that we create are 0600. Kafka creates its own files
 * according to the umask, below a directory that nobody else may enter.
 */
public final class DataDirectory implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final Set<PosixFilePermission> OURS_ALONE =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<?>[] OURS_ALONE_TO_READ =
      POSIX
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
          }
          : new FileAttribute<?>[0];

  private static final List<String> PARTS = List.of("processes", "broker", "store", "native");
  static final String ITS_BROKER = ", its broker is ";
  static final String BROKER_LOCK = "broker.lock";
  private static final String PROCESS_LOCK = ".lock";
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");
  private static final int MOST_PROCESSES = 1_000;
  private static final int LONGEST_NOTE = 200;

  private final Path directory;
  private final List<FileChannel> held = new ArrayList<>();
  private final int process;
  private final String id;

  private DataDirectory(Path directory) throws IOException {
    this.directory = directory;
    this.process = takeProcessNumber();
    this.id = readOrDrawId(idFile());
  }

  /**
   * @throws StartFailure if it cannot be written
   */
  public static DataDirectory open(Path directory) {
    try {
      Files.createDirectories(directory);
      closeToOthers(directory);
      return new DataDirectory(directory.toRealPath());
    } catch (IOException failed) {
      throw StartFailure.ofDisk(directory, failed)
          .orElseGet(
              () ->
                  new StartFailure(
                      "data directory %s cannot be used (%s): choose another directory with --data DIR"
                          .formatted(directory, reason(failed))));
    }
  }

  /**
   * Also removes the access to what an older version or a person created. A directory that also
   * contains other files keeps its permissions: it may be somebody's home.
   */
  private static void closeToOthers(Path directory) throws IOException {
    boolean holdsOthersThings;
    try (Stream<Path> entries = Files.list(directory)) {
      holdsOthersThings =
          entries
              .map(entry -> entry.getFileName().toString())
              .anyMatch(name -> !PARTS.contains(name) && !name.equals(BROKER_LOCK));
    }
    for (String part : PARTS) {
      Files.createDirectories(directory.resolve(part));
      restrict(directory.resolve(part));
    }
    if (!holdsOthersThings) {
      restrict(directory);
    }
  }

  private static void restrict(Path directory) throws IOException {
    if (!POSIX || Files.getPosixFilePermissions(directory).equals(OURS_ALONE)) {
      return;
    }
    try {
      Files.setPosixFilePermissions(directory, OURS_ALONE);
    } catch (IOException notOurs) {
      log.warn(
          "other users of this machine can read {}, which holds orders and customers, and this"
              + " process may not change that; run: chmod go= {}",
          directory,
          Shell.word(directory));
    }
  }

  public Path path() {
    return directory;
  }

  public Path broker() {
    return directory.resolve("broker");
  }

  /** The file with what makes the names of its processes unique. */
  public Path idFile() {
    return directory.resolve("processes").resolve("id");
  }

  public Path store() {
    return directory.resolve("store").resolve("orders.db");
  }

  public Path natives() {
    return directory.resolve("native");
  }

  /**
   * Names this process. The name is the same after a restart, and no other living process on this
   * or any other machine has it.
   */
  public String processName(String host) {
    return host.replaceAll("[^A-Za-z0-9.-]", "-") + "-" + id + "-" + process;
  }

  /**
   * Created once for the directory, since two machines may have the same name and the same paths.
   * The reader holds the lock of the file, so an empty file is from a process that died, or found
   * the disk full, while it wrote the id.
   */
  private static synchronized String readOrDrawId(Path file) throws IOException {
    try (FileChannel channel = openForUs(file)) {
      channel.lock();
      ByteBuffer read = ByteBuffer.allocate(LONGEST_NOTE);
      channel.read(read, 0);
      String id = new String(read.array(), 0, read.position(), UTF_8).strip();
      if (!id.isEmpty()) {
        return id;
      }
      String drawn = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
      note(channel, drawn);
      channel.force(true);
      return drawn;
    }
  }

  private static FileChannel openForUs(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
        OURS_ALONE_TO_READ);
  }

  /**
   * Takes the broker's part of the directory.
   *
   * @throws StartFailure if another process has it
   */
  void lockBroker() {
    Path file = directory.resolve(BROKER_LOCK);
    try {
      Optional<FileChannel> lock = lock(file);
      if (lock.isEmpty()) {
        throw new StartFailure(
            ("data directory %s is in use by another process (%s): stop that process, choose"
                 + " another directory with --data DIR, or set KAFKA_BOOTSTRAP_SERVERS to use its"
                 + " broker")
                .formatted(directory, Files.readString(file).strip()));
      }
      note(lock.get(), "pid " + ProcessHandle.current().pid());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Keeps brokers from starting here, if none has started yet.
   *
   * @param purpose for whoever tries meanwhile
   */
  public void keepBrokersOut(String purpose) throws IOException {
    Optional<FileChannel> lock = lock(directory.resolve(BROKER_LOCK));
    if (lock.isPresent()) {
      note(lock.get(), "pid %d, %s".formatted(ProcessHandle.current().pid(), purpose));
    }
  }

  /**
   * @return false if another process has the lock of this name
   */
  public boolean lockFor(String purpose) throws IOException {
    return lock(directory.resolve("processes").resolve(purpose + PROCESS_LOCK)).isPresent();
  }

  /** Stores the broker's address for any process that finds the broker's part locked. */
  void brokerListens(String address) {
    try {
      note(
          held.get(held.size() - 1), "pid " + ProcessHandle.current().pid() + ITS_BROKER + address);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Deletes orders, outcomes and documents: everything but the locks.
   *
   * @throws StartFailure if another process uses it
   */
  public void deleteContents() {
    for (int other = 1; other <= MOST_PROCESSES; other++) {
      Path file = processFile(other);
      if (other != process && Files.exists(file) && !isFree(file)) {
        throw new StartFailure(
            "data directory %s is in use by another process: stop that process before --fresh, or choose another directory with --data DIR"
                .formatted(directory));
      }
    }
    deleteTree(broker());
    deleteTree(store().getParent());
    try {
      closeToOthers(directory);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Whether it has neither an embedded broker's data nor an embedded store. */
  public boolean isEmpty() throws IOException {
    return isEmpty(broker()) && isEmpty(store().getParent());
  }

  private static boolean isEmpty(Path part) throws IOException {
    try (Stream<Path> entries = Files.list(part)) {
      return entries.findAny().isEmpty();
    }
  }

  /**
   * The ids of the other processes that use it, commands included.
   *
   * @throws StartFailure if one of them cannot be told
   */
  public SortedSet<Long> otherProcesses() throws IOException {
    SortedSet<Long> others = new TreeSet<>();
    for (int other = 1; other <= MOST_PROCESSES; other++) {
      Path file = processFile(other);
      if (other != process && Files.exists(file) && !isFree(file)) {
        others.add(holder(file));
      }
    }
    return others;
  }

  /** The note may be an older process's, or give the id that a process has in its container. */
  private long holder(Path file) throws IOException {
    String note = Files.readString(file).strip();
    if (note.matches("pid [0-9]{1,18}") && isOpenIn(Long.parseLong(note.substring(4)), file)) {
      return Long.parseLong(note.substring(4));
    }
    throw new StartFailure(
        ("data directory %s is in use by a process that cannot be identified, because it belongs"
                + " to another container or user, or to an older version: stop it first")
            .formatted(directory));
  }

  static boolean isOpenIn(long pid, Path file) throws IOException {
    if (!Files.exists(OPEN_FILES)) { // not Linux
      return ProcessHandle.of(pid).isPresent();
    }
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path each : (Iterable<Path>) open::iterator) {
        if (Files.exists(each) && Files.isSameFile(each, file)) {
          return true;
        }
      }
      return false;
    } catch (NoSuchFileException | AccessDeniedException notOurs) {
      return false;
    }
  }

  private int takeProcessNumber() throws IOException {
    for (int number = 1; number <= MOST_PROCESSES; number++) {
      Optional<FileChannel> lock = lock(processFile(number));
      if (lock.isPresent()) {
        note(lock.get(), "pid " + ProcessHandle.current().pid());
        return number;
      }
    }
    throw new IOException("more than " + MOST_PROCESSES + " processes use it");
  }

  private Path processFile(int number) {
    return directory.resolve("processes").resolve(number + PROCESS_LOCK);
  }

  private boolean isFree(Path file) {
    try {
      Optional<FileChannel> lock = lock(file);
      if (lock.isPresent()) {
        held.remove(lock.get());
        lock.get().close();
      }
      return lock.isPresent();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Optional<FileChannel> lock(Path file) throws IOException {
    FileChannel channel = openForUs(file);
    try {
      if (channel.tryLock() != null) {
        held.add(channel);
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException byThisProcess) {
      // counts as another process
    }
    channel.close();
    return Optional.empty();
  }

  private static void note(FileChannel file, String text) throws IOException {
    file.truncate(0);
    file.write(
        ByteBuffer.wrap(text.substring(0, Math.min(LONGEST_NOTE, text.length())).getBytes(UTF_8)),
        0);
  }

  public static void deleteTree(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String reason(IOException failed) {
    return failed.getClass().getSimpleName() + ": " + failed.getMessage();
  }

  @Override
  public void close() {
    for (FileChannel channel : held) {
      try {
        channel.close();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    held.clear();
  }
}
