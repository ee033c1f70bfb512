package io.plumbline.blackbox.engine;

import io.plumbline.core.InvalidInputException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How the engine's process is started: by the same Java, with the same classes. */
final class EngineCommand {
  /** Its own objects are messages; what the model takes lies outside of Java. */
  private static final String HEAP = "-Xmx512m";

  /** Options in the environment come in uninvited: a debugger's port is taken already. */
  private static final List<String> UNINVITED =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private EngineCommand() {}

  /**
   * Starts it. Neither its output nor its errors are read, since a model may print; its input ends
   * when this process does.
   */
  static Process start(EngineKind kind, PrivateFolder folder) {
    List<String> command = command(kind, folder);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.path().toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    UNINVITED.forEach(builder.environment()::remove);
    try {
      return builder.start();
    } catch (IOException e) {
      folder.delete();
      throw new InvalidInputException(
          "Java (" + command.get(0) + ") must be executable, for the model's own process", e);
    }
  }

  private static List<String> command(EngineKind kind, PrivateFolder folder) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            HEAP,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:-UsePerfData",
            // A crash is told by the exit code alone.
            "-XX:+SuppressFatalErrorMessage",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(kind.javaOptions(folder.path()));
    command.addAll(List.of("-cp", classPath(), EngineMain.class.getName()));
    command.addAll(List.of(kind.name(), folder.path().toString()));
    return command;
  }

  /** Absolute, because the other process runs in a folder of its own. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
