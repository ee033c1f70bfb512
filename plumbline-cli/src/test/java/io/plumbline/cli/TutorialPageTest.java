package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of {@code docs/tutorial.md} that begin with {@code $}, and holds what stands
 * below each of them against what it prints: line by line, where {@code …} stands for any number of
 * lines. With the system property {@code plumbline.write} what it prints is written below it,
 * whole.
 */
@Tag("slow")
class TutorialPageTest {
  private static final Path PAGE = Path.of("../docs/tutorial.md");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^\\$ \\./plumbline (.*)\\n((?:(?!```).*\\n)*)```");
  private static final String CLONE = "plumbline-testing/fixtures";

  @TempDir private Path directory;

  @Test
  void commandsPrintWhatThePageSays() throws IOException {
    NpyArray gradient = Npy.read(Fixtures.path("explain/seed-2-h1e-3/analytic.npy"));
    float[] twice = gradient.toFloats();
    for (int k = 0; k < twice.length; k++) {
      twice[k] *= 2;
    }
    Npy.write(directory.resolve("twice.npy"), NpyArray.of(twice, gradient.shape()));
    String page = Files.readString(PAGE);
    StringBuilder written = new StringBuilder();
    Matcher each = COMMAND.matcher(page);
    List<String> commands = new ArrayList<>();
    while (each.find()) {
      commands.add(each.group(1));
      String printed = printed(each.group(1));
      if (Boolean.getBoolean("plumbline.write")) {
        String block = "$ ./plumbline " + each.group(1) + "\n" + printed + "```";
        each.appendReplacement(written, Matcher.quoteReplacement(block));
      } else {
        holds(each.group(1), each.group(2).lines().toList(), printed.lines().toList());
      }
    }
    assertThat(commands).hasSizeGreaterThan(4);
    if (Boolean.getBoolean("plumbline.write")) {
      Files.writeString(PAGE, each.appendTail(written));
    }
  }

  private String printed(String command) {
    String fixtures = Fixtures.path("").toString();
    String[] words =
        Stream.of(command.split(" "))
            .map(word -> word.startsWith(CLONE) ? fixtures + word.substring(CLONE.length()) : word)
            .map(word -> word.equals("twice.npy") ? directory.resolve(word).toString() : word)
            .toArray(String[]::new);
    return Printed.by(words).out().replace(fixtures, CLONE).replace(directory + "/", "");
  }

  /** Each line that is said stands where it is said to, and none is left out without dots. */
  private static void holds(String command, List<String> said, List<String> printed) {
    int at = 0;
    boolean open = false;
    for (String line : said) {
      if (line.equals("…")) {
        open = true;
        continue;
      }
      int found = open ? at + printed.subList(at, printed.size()).indexOf(line) : at;
      assertThat(found >= at && found < printed.size() ? printed.get(found) : "nothing")
          .as("%s, line %d of what it printed", command, found + 1)
          .isEqualTo(line);
      at = found + 1;
      open = false;
    }
    assertThat(open ? printed.size() : at)
        .as("lines that %s printed", command)
        .isEqualTo(printed.size());
  }
}
