package io.plumbline.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Spark's processes, started from its jars alone. */
final class SparkProcesses implements AutoCloseable {
  private static final Path HOME = Path.of("../spark-home/target").toAbsolutePath().normalize();
  private static final Path JAR =
      Path.of("target/plumbline-spark-0.1.0-submit.jar").toAbsolutePath();
  private static final int PATIENCE = 120;

  private final Path logs;
  private final List<Process> all = new ArrayList<>();

  SparkProcesses(Path logs) {
    this.logs = logs;
  }

  /** Where Spark is, with the program that its distribution has there. */
  static Path home() {
    Path program = HOME.resolve("bin/spark-submit");
    try {
      Files.createDirectories(HOME.resolve("bin"));
      Files.writeString(
          program,
          "#!/bin/sh\nexec '"
              + java()
              + "' -cp '"
              + HOME
              + "/jars/*' org.apache.spark.deploy.SparkSubmit \"$@\"\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HOME;
  }

  /** What is submitted. */
  static Path jar() {
    return JAR;
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** A port that nobody listens at. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a class of Spark's. */
  Process spark(String name, String... words) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(java(), "-Xmx512m", "-cp", HOME + "/jars/*", name));
    command.addAll(List.of(words));
    return start(command);
  }

  /** Submits an audit. */
  Process submit(String master, List<String> options, List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(home().resolve("bin/spark-submit").toString());
    command.addAll(List.of("--master", master, "--conf", "spark.ui.enabled=false"));
    command.addAll(options);
    command.addAll(List.of(JAR.toString(), "audit"));
    command.addAll(words);
    return start(command);
  }

  Process start(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(logs.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(all.size()).toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME",
                home().toString(),
                "SPARK_SCALA_VERSION",
                "2.13",
                "PLUMBLINE_SPARK",
                JAR.toString(),
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                // They live for seconds, which optimizing compilers would take most of.
                "JDK_JAVA_OPTIONS",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                "SPARK_WORKER_DIR",
                logs.resolve("work").toString()));
    try {
      Process process = builder.start();
      all.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log(int number) {
    return logs.resolve("log" + number + ".txt");
  }

  /** What a process has printed. */
  String said(Process process) {
    try {
      return Files.readString(log(all.indexOf(process)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for what processes bring about. */
  void await(String what, BooleanSupplier reached) throws InterruptedException {
    for (int tenths = 0; !reached.getAsBoolean(); tenths++) {
      if (tenths > PATIENCE * 10) {
        throw new AssertionError(what + " must come within " + PATIENCE + " s");
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** Ends a process and all that it started, as the system does that has no memory left. */
  static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    all.forEach(SparkProcesses::kill);
  }
}
