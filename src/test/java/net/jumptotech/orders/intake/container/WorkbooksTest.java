package net.jumptotech.orders.intake.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the plugin for workbooks is found, and what becomes of rows. */
class WorkbooksTest {

  private static final String SERVICE = "META-INF/services/" + WorkbookReader.class.getName();

  @TempDir private Path plugins;

  @Test
  void thePluginIsFoundInItsDirectory() throws IOException {
    jar(Files.readString(Path.of("src", "main", "plugin", "xlsx").resolve(SERVICE)));
    WorkbookReader reader = Workbooks.in(Optional.of(plugins)).reader("test");
    assertThat(reader.getClass().getName()).isEqualTo("net.jumptotech.orders.xlsx.XlsxReader");
  }

  @Test
  void aPluginThatCannotBeUsedSaysSo() throws IOException {
    assertThatThrownBy(() -> Workbooks.in(Optional.of(plugins)).reader("test"))
        .hasMessageStartingWith("test is an Excel workbook, and the plugin for it cannot be used")
        .hasMessageEndingWith("there is no jar in " + plugins);
    jar("no.such.Reader");
    assertThatThrownBy(() -> Workbooks.in(Optional.of(plugins)).reader("test"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no.such.Reader");
  }

  @Test
  void rowsAreCsvWithTheirNumbers() throws IOException {
    Hints hints = new Hints(Optional.empty(), Optional.empty(), Set.of(), ';', '\'', '.');
    Records records =
        new WorkbookRecords(
            sheet(
                List.of(
                    List.of("title", ""),
                    List.of("", ""),
                    List.of("id", "", "note", ""),
                    List.of("a;b", "it's", " x "),
                    List.of("1", "two\nlines"),
                    List.of("", "", "", "4"))),
            hints);
    assertThat(Read.records(records))
        .containsExactly(
            "11 title", "13 id;;note", "14 'a;b';'it''s';' x '", "15 1;'two\nlines';", "16 ;;;4");
  }

  private static WorkbookReader.Sheet sheet(List<List<String>> rows) {
    Iterator<List<String>> next = rows.iterator();
    return new WorkbookReader.Sheet() {
      private long number = 10;

      @Override
      public Optional<WorkbookReader.Row> next() {
        number++;
        return next.hasNext()
            ? Optional.of(new WorkbookReader.Row(number, next.next()))
            : Optional.empty();
      }

      @Override
      public void close() {}
    };
  }

  private void jar(String service) throws IOException {
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(plugins.resolve("plugin.jar")))) {
      jar.putNextEntry(new ZipEntry(SERVICE));
      jar.write(service.getBytes(StandardCharsets.UTF_8));
    }
  }
}
