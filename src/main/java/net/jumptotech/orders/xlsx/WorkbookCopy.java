package net.jumptotech.orders.xlsx;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import net.jumptotech.orders.intake.container.ExpansionLimit;
import net.jumptotech.orders.runtime.Numbers;

/**
 * Copies the parts of a workbook that are needed to read its cells, each through a {@link
 * PartFilter}. So the library sees only what was checked, in an archive that we have written.
 */
final class WorkbookCopy {

  private static final long MOST_BYTES = 1024L * 1024 * 1024;
  private static final int MOST_PARTS = 10_000;

  private WorkbookCopy() {}

  /**
   * @param memory bytes that texts and styles may take
   * @return whether it has the styles that tell dates from numbers
   */
  static boolean write(InputStream workbook, String name, Path copy, long memory)
      throws IOException {
    ExpansionLimit limit = new ExpansionLimit(name);
    boolean hasStyles = false;
    boolean hasSheet = false;
    long budget = memory;
    long texts = 0;
    long mostShared = -1;
    try (ZipInputStream in = new ZipInputStream(limit.packed(workbook));
        ZipOutputStream out = new ZipOutputStream(bounded(copy, name))) {
      out.setLevel(Deflater.BEST_SPEED);
      int parts = 0;
      for (ZipEntry part = in.getNextEntry(); part != null; part = in.getNextEntry()) {
        if (++parts > MOST_PARTS) {
          throw new IOException("%s has more than %d parts".formatted(name, MOST_PARTS));
        }
        if (!isNeeded(part.getName())) {
          continue; // what is read over counts when the next part is found
        }
        out.putNextEntry(new ZipEntry(part.getName()));
        PartFilter filter = new PartFilter(name, part.getName(), limit, budget);
        filter.copy(in, out);
        budget = filter.budgetLeft();
        hasStyles |= filter.root().equals("styleSheet");
        texts += filter.texts();
        mostShared = Math.max(mostShared, filter.mostShared());
        hasSheet |= filter.root().equals("worksheet");
      }
    } catch (ZipException broken) {
      throw new IOException(
          "%s is an Excel workbook, but a broken one: %s".formatted(name, broken.getMessage()),
          broken);
    }
    if (!hasSheet) {
      throw new IOException(name + " is an Excel workbook without a sheet");
    }
    if (mostShared >= texts) {
      throw new IOException(
          "%s is an Excel workbook, but a broken one: its text %d is not there"
              .formatted(name, mostShared));
    }
    return hasStyles;
  }

  /** Not pictures, charts and themes. */
  private static boolean isNeeded(String part) {
    String path = part.toLowerCase(Locale.ROOT);
    return (path.endsWith(".xml") || path.endsWith(".rels"))
        && !path.matches(
            "(docprops|customxml|xl/(theme|media|drawings|charts|pivot\\w*|tables|externallinks|printersettings|worksheets/_rels))/.*|xl/(calcchain|comments\\w*)\\.xml");
  }

  private static OutputStream bounded(Path copy, String name) throws IOException {
    return new FilterOutputStream(new BufferedOutputStream(Files.newOutputStream(copy))) {
      private long written;

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        written += length;
        if (written > MOST_BYTES) {
          throw new IOException(
              "%s takes more than %s bytes of temporary space: save it as CSV UTF-8"
                  .formatted(name, Numbers.count(MOST_BYTES)));
        }
        out.write(bytes, from, length);
      }
    };
  }
}
