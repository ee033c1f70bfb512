package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The list of versions that belong together has every module that is published, and no other. */
class PublishedModulesTest {
  private static List<String> found(String pattern, Path file) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(file))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void areAllInTheListOfVersions() throws IOException {
    List<String> modules = found("<module>(.+)</module>", Path.of("../pom.xml"));
    Path bom = Path.of("../plumbline-bom/pom.xml");
    List<String> listed = found("<artifactId>(plumbline-(?!parent|bom).+)</artifactId>", bom);

    List<String> published = new ArrayList<>();
    for (String module : modules) {
      String pom = Files.readString(Path.of("..", module, "pom.xml"));
      boolean kept = pom.contains("<maven.deploy.skip>true</maven.deploy.skip>");
      if (!kept && !module.equals("plumbline-bom")) {
        published.add(module);
      }
    }
    assertThat(listed).containsExactlyInAnyOrderElementsOf(published);
  }
}
