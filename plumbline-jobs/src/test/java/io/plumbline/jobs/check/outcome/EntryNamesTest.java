package io.plumbline.jobs.check.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the entries of an input are called. */
class EntryNamesTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("names.txt"), text);
  }

  private String place(String text, int[] shape, int flat) throws IOException {
    return EntryNames.read(file(text), shape).of(shape, flat);
  }

  @Test
  void asManyAsThereAreEntriesNameEach() throws IOException {
    assertThat(place("age\nincome\nrooms\n", new int[] {3}, 1)).isEqualTo("income");
    assertThat(place("\ufeffa\r\nb\r\nc\r\nd", new int[] {2, 2}, 0)).isEqualTo("a");
    assertThat(place("a\n\nc\nd", new int[] {2, 2}, 1)).isEqualTo("[0,1]");
  }

  @Test
  void asManyAsAnAxisHasPlacesNameThoseOfTheLastSuchAxis() throws IOException {
    assertThat(place("wind\nrain\n", new int[] {3, 2}, 5)).isEqualTo("[2,rain]");
    assertThat(place("I\nam\nhere\n", new int[] {3, 2}, 5)).isEqualTo("[here,1]");
    assertThat(place("wind\nrain\n", new int[] {2, 2}, 1)).isEqualTo("[0,rain]");
    assertThat(place("wind\n\n", new int[] {3, 2}, 5)).isEqualTo("[2,1]");
  }

  /** Names are printed: what could steer a terminal is none. */
  @Test
  void nothingInANameSteers() throws IOException {
    assertThat(place("a\u001b[31m\nb\n", new int[] {2}, 0)).isEqualTo("a?[31m");
  }

  @Test
  void anyOtherNumberIsOneLine() throws IOException {
    Path two = file("a\nb\n");
    assertThatThrownBy(() -> EntryNames.read(two, new int[] {12, 3}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "--names (names.txt, 2 lines) must have 36 lines, one for each entry of the input (12, 3), or as"
                + " many as an axis has places: 12 or 3");
    assertThatThrownBy(() -> EntryNames.read(file("a"), new int[] {4}))
        .hasMessage(
            "--names (names.txt, 1 line) must have 4 lines, one for each entry of the input (4,)");
    assertThatThrownBy(() -> EntryNames.read(folder.resolve("none.txt"), new int[] {4}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must exist");
  }
}
