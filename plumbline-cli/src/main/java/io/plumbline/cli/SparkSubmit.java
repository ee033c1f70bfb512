package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts a command under {@code spark-submit}, which has what this process has not: Spark. */
final class SparkSubmit {
  private static final String HOME = "SPARK_HOME";
  private static final String JAR = "PLUMBLINE_SPARK";
  private static final String PROGRAM = "spark-submit";

  private final Map<String, String> environment;

  SparkSubmit(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Runs it, with this process's input and output, to its end.
   *
   * @param master Spark's, such as local[2] or spark://host:7077
   * @param words the command and what follows it
   * @return its exit code
   * @throws InvalidInputException if Spark or its jar is not here, or it cannot be started
   */
  int run(String master, List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(program(master).toString());
    command.addAll(List.of("--master", master, jar(master).toString()));
    command.addAll(words);
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new InvalidInputException(
          PROGRAM + " (" + command.get(0) + ") must be a program that can be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERNAL_ERROR;
    }
  }

  private Path program(String master) {
    Optional<Path> home =
        Optional.ofNullable(environment.get(HOME)).map(each -> Path.of(each, "bin", PROGRAM));
    return home.or(this::onPath)
        .filter(Files::isRegularFile)
        .orElseThrow(
            () ->
                needed(
                    master,
                    home.map(path -> HOME + " names a folder with no bin/" + PROGRAM)
                        .orElse("set " + HOME + " to where Spark 4.2 is")));
  }

  private Optional<Path> onPath() {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, PROGRAM))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private Path jar(String master) {
    return Optional.ofNullable(environment.get(JAR))
        .map(Path::of)
        .filter(Files::isRegularFile)
        .orElseThrow(
            () ->
                needed(
                    master,
                    "mvn -DskipTests package makes plumbline-spark's jar; set "
                        + JAR
                        + " to where it is"));
  }

  private static InvalidInputException needed(String master, String wayOut) {
    return new InvalidInputException(
        "--spark (" + master + ") must be where Spark is: " + wayOut + " (docs/spark.md)");
  }
}
