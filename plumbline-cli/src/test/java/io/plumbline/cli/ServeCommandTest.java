package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.PlayedProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} and {@code --program -}, in processes of their own, as other programs use them. */
@Tag("slow")
class ServeCommandTest {
  @TempDir private Path directory;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void makeFiles() {
    Npy.write(directory.resolve("x.npy"), NpyArray.of(new double[] {1, -2, 0.5}, 3));
  }

  @AfterEach
  void endAll() {
    processes.forEach(Process::destroyForcibly);
  }

  private Process start(String... words) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.plumbline.cli.Main"));
    line.addAll(List.of(words));
    return started(new ProcessBuilder(line));
  }

  private Process started(ProcessBuilder builder) throws IOException {
    Process process =
        builder.redirectError(directory.resolve("err-" + processes.size()).toFile()).start();
    processes.add(process);
    return process;
  }

  private String error(int process) throws IOException {
    return Files.readString(directory.resolve("err-" + process));
  }

  private static void ask(Process server, String... words) throws IOException {
    JsonArray run = new JsonArray();
    List.of(words).forEach(run::add);
    JsonObject request = new JsonObject();
    request.add("run", run);
    server.getOutputStream().write((request + "\n").getBytes(StandardCharsets.UTF_8));
    server.getOutputStream().flush();
  }

  private static BufferedReader lines(Process server) {
    return new BufferedReader(
        new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
  }

  private static JsonObject next(BufferedReader lines) throws IOException {
    return JsonParser.parseString(lines.readLine()).getAsJsonObject();
  }

  @Test
  void commandsAreRunOneAfterTheOther() throws Exception {
    Process server = start("serve");
    BufferedReader lines = lines(server);

    ask(server, "--version");
    JsonObject version = next(lines);
    assertThat(version.get("done").getAsInt()).isEqualTo(ExitCode.FINE);
    assertThat(version.get("printed").getAsString()).startsWith("plumbline ");

    ask(server, "check", "--program", PlayedProgram.command("wrong"), "--input", x());
    JsonObject wrong = next(lines);
    assertThat(wrong.get("done").getAsInt()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(wrong.get("printed").getAsString())
        .startsWith("FAIL: the derivative is wrong")
        .doesNotContain("Next:");

    ask(server, "check", "none.onnx", "--input", "ä.npy");
    JsonObject said = next(lines);
    assertThat(said.get("said").getAsString()).startsWith("plumbline: ").contains("must exist");
    assertThat(next(lines).get("done").getAsInt()).isEqualTo(ExitCode.BAD_INPUT);

    server.getOutputStream().close();
    assertThat(server.waitFor()).isZero();
    assertThat(error(0)).isEmpty();
  }

  @Test
  void aRequestThatIsNoneEndsItWithOneLine() throws Exception {
    Process server = start("serve");
    server.getOutputStream().write("{\"run\":\"check\"}\n".getBytes(StandardCharsets.UTF_8));
    server.getOutputStream().flush();
    assertThat(server.waitFor()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(error(0))
        .isEqualTo("plumbline: request ({\"run\":\"check\"}) must be {\"run\":[…]}, of texts\n");
  }

  @Test
  void itEndsWithItsInputInTheMiddleOfACommand() throws Exception {
    Process server = start("serve");
    ask(server, "check", "--program", "-", "--input", x());
    BufferedReader lines = lines(server);
    assertThat(next(lines).get("op").getAsString()).isEqualTo("describe");
    server.getOutputStream().close();
    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  private String x() {
    return directory.resolve("x.npy").toString();
  }

  @Test
  void whoeverStartedItIsAskedAndTheResultStandsApart() throws Exception {
    assertThat(called("squares").waitFor()).isEqualTo(ExitCode.FINE);
    assertThat(error(0)).startsWith("PASS: the derivative is right at all 3 entries.\n");
  }

  @Test
  void aWrongGradientOfTheCallerFails() throws Exception {
    assertThat(called("wrong").waitFor()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(error(0)).startsWith("FAIL: ");
  }

  @Test
  void aCallerThatIsGoneIsOneLine() throws Exception {
    Process check = start("check", "--program", "-", "--input", x());
    check.getOutputStream().close();
    assertThat(check.waitFor()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(error(0))
        .isEqualTo(
            "plumbline: caller, describe (question 0): it closed our input, and must answer until"
                + " it has the result\n");
  }

  /** The check, started by a program that serves the function over the pipes between them. */
  private Process called(String part) throws IOException {
    Process check = start("check", "--program", "-", "--input", x());
    Process program = started(new ProcessBuilder("sh", "-c", PlayedProgram.command(part)));
    pass(check.getInputStream(), program.getOutputStream());
    pass(program.getInputStream(), check.getOutputStream());
    return check;
  }

  private static void pass(InputStream from, OutputStream to) {
    Thread thread =
        new Thread(
            () -> {
              try (to) {
                byte[] bytes = new byte[1 << 16];
                for (int read = from.read(bytes); read >= 0; read = from.read(bytes)) {
                  to.write(bytes, 0, read);
                  to.flush();
                }
              } catch (IOException e) {
                // One of the two has ended.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
