package net.jumptotech.orders.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import net.jumptotech.orders.event.InvalidEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where nobody says the encoding: what is read as Windows-1252, and what is refused. */
class WindowsTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "J\u00FCrgen,Gr\u00F6\u00DFe",
        "\u00C4rger",
        "\u00D6l;7",
        "Caf\u00E9",
        "Jos\u00E9\tL\u00F3pez"
      })
  void germanWordsAreCertain(String text) throws InvalidEvent {
    for (String charset :
        new String[] {"windows-1252", "windows-1250", "windows-1254", "windows-1257"}) {
      assertThat(CsvCells.text(text.getBytes(Charset.forName(charset)), UTF_8)).isEqualTo(text);
    }
    assertThat(CsvCells.text(text.getBytes(UTF_8), UTF_8)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "J\u00FCrgen,Cr\u00E8me", // Crčme in Windows-1250
        "O\u0092Brien", // OíBrien on a Mac
        "Stra\u00E1e", // Straße in DOS
        "\u00A0Rounded", // á in DOS
        "\u00CC\u00EE\u00F1\u00EA\u00E2\u00E0", // Moscow in Windows-1251
        "\u00E4\u00F6\u00FC", // three in a row are no German word
        "1 \u00E9 2" // beside no letter
      })
  void whatCouldBeAnotherEncodingIsRefused(String text) {
    assertThatThrownBy(() -> CsvCells.text(text.getBytes(ISO_8859_1), UTF_8))
        .isInstanceOf(InvalidEvent.class)
        .hasMessageStartingWith("not UTF-8: byte 0x")
        .hasMessageContaining("encoding=windows-1252");
  }

  @Test
  void brokenUtf8IsNotTakenForWindows1252() {
    byte[] cut = "J\u00FCrgen,J\u00FCr".getBytes(UTF_8);
    cut[cut.length - 2] = 'x';
    assertThatThrownBy(() -> CsvCells.text(cut, UTF_8)).isInstanceOf(InvalidEvent.class);
  }

  @Test
  void utf8IsReadAsThatEvenIfAMappingSaysWindows() throws InvalidEvent {
    Charset windows = Charset.forName("windows-1252");
    assertThat(CsvCells.text("M\u00FCnchen".getBytes(UTF_8), windows)).isEqualTo("M\u00FCnchen");
    assertThat(CsvCells.text("M\u00FCnchen".getBytes(windows), windows)).isEqualTo("M\u00FCnchen");
  }
}
