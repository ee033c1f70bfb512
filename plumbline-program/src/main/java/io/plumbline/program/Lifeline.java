package io.plumbline.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Ends a program when this process has ended, however that happened. A program's standard input
 * ends then too, but one that computes does not look at it. A shell waits in its place for the end
 * of its own input, and kills; where there is no shell, the program's input has to do.
 */
final class Lifeline {
  private static final Path SHELL = Path.of("/bin/sh");
  private static final String WAIT = "trap '' INT TERM HUP; read -r _; kill -9 \"$0\"";

  private Lifeline() {}

  /**
   * Ties a program to this process for as long as it runs: its number may be another's later.
   *
   * @return done when the program has ended and nothing waits any more
   */
  static CompletableFuture<Void> of(Process program) {
    Optional<Process> shell = waiting(program);
    return program.onExit().thenRun(() -> shell.ifPresent(Process::destroyForcibly));
  }

  private static Optional<Process> waiting(Process program) {
    if (!Files.isExecutable(SHELL)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProcessBuilder(SHELL.toString(), "-c", WAIT, String.valueOf(program.pid()))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
