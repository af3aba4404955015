package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads from the jar what it says of its own license and of the libraries that it contains. */
class LicensesIT {

  private static final Path JAR = Path.of("target", "orders.jar");
  private static final String THIRD_PARTY = "META-INF/licenses/THIRD-PARTY.txt";

  private JarFile jar;

  @BeforeEach
  void open() throws IOException {
    jar = new JarFile(JAR.toFile());
  }

  @AfterEach
  void close() throws IOException {
    jar.close();
  }

  @Test
  void licenseAndNoticeAtTheRootAreOurs() throws IOException {
    assertThat(text("LICENSE"))
        .isEqualTo(Files.readString(Path.of("LICENSE")))
        .contains("Apache License", "Version 2.0", "END OF TERMS AND CONDITIONS");
    assertThat(text("NOTICE"))
        .isEqualTo(Files.readString(Path.of("NOTICE")))
        .startsWith("Orders\n");
  }

  @Test
  void everyLibraryInTheJarIsNamedWithItsLicense() throws IOException {
    String list = text(THIRD_PARTY);
    List<String> bundled = new ArrayList<>();
    for (String library : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (isLibrary(library) && contains(library)) {
        bundled.add(Path.of(library).getFileName().toString().replaceAll("\\.jar$", ""));
      }
    }
    assertThat(bundled).hasSizeGreaterThan(60);
    assertThat(bundled)
        .allSatisfy(
            name ->
                assertThat(list.lines())
                    .as(name)
                    .anyMatch(line -> line.contains(":") && named(line).equals(name)));
    assertThat(list).doesNotContain("Unknown license");
  }

  @Test
  void whatLibrariesContainIsNamedToo() throws IOException {
    String known = text(THIRD_PARTY) + text("NOTICE");
    Pattern descriptor = Pattern.compile("META-INF/maven/([^/]+)/([^/]+)/pom.properties");
    List<String> artifacts =
        jar.stream()
            .map(entry -> descriptor.matcher(entry.getName()))
            .filter(matcher -> matcher.matches() && !matcher.group(2).equals("orders"))
            .map(matcher -> matcher.group(2))
            .toList();
    assertThat(artifacts).hasSizeGreaterThan(60);
    assertThat(artifacts)
        .allSatisfy(
            artifact -> assertThat(known).containsPattern(":" + Pattern.quote(artifact) + "\\b"));
  }

  @Test
  void saysUnderWhichOfItsLicensesLogbackIsDistributed() throws IOException {
    assertThat(text(THIRD_PARTY)).contains("(EPL-2.0) (LGPL-2.1) Logback Classic Module");
    assertThat(text("NOTICE")).contains("Logback", "META-INF/licenses/EPL-2.0.txt");
    assertThat(text("META-INF/licenses/EPL-2.0.txt")).startsWith("Eclipse Public License - v 2.0");
  }

  @Test
  void holdsTheLicenseOfReact() throws IOException {
    assertThat(text("META-INF/licenses/react/LICENSE")).startsWith("MIT License");
  }

  /** Maven has our own jar on the class path too. */
  private static boolean isLibrary(String file) {
    return file.endsWith(".jar") && !Path.of(file).getFileName().equals(JAR.getFileName());
  }

  /** Whether the first class of a library is in our jar. */
  private boolean contains(String library) throws IOException {
    try (JarFile other = new JarFile(library)) {
      return other.stream()
          .map(JarEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.contains("module-info"))
          .findFirst()
          .map(name -> jar.getEntry(name) != null)
          .orElse(false);
    }
  }

  /** {@code (license) name (group:artifact:version - url)} as artifact-version. */
  private static String named(String line) {
    return line.replaceFirst(".*\\(([^:( ]+):([^: ]+):([^: ]+) - .*\\)$", "$2-$3");
  }

  private String text(String entry) throws IOException {
    JarEntry found = jar.getJarEntry(entry);
    assertThat(found).as(entry).isNotNull();
    return new String(jar.getInputStream(found).readAllBytes(), UTF_8);
  }
}
