package io.plumbline.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.core.ForeignText;
import io.plumbline.core.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

/**
 * {@code plumbline serve}: command lines one after another in one process, for a program that asks
 * often. What goes over the pipes stands in {@code docs/serve.md}. It ends with its input, in the
 * middle of a command too: nobody waits for that any more.
 */
@Command(
    name = "serve",
    hidden = true,
    description =
        "Run command lines that come over standard input, for a program that asks often; ends with"
            + " its input.")
final class ServeCommand implements Callable<Integer> {
  private static final int BUFFER = 1 << 16;
  private static final int MOST_LINE = 1 << 20;

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private volatile boolean working;

  @Override
  public Integer call() {
    // Whatever a library prints must not stand between the frames.
    System.setOut(System.err);
    try (PipedOutputStream arriving = new PipedOutputStream();
        InputStream requests = new BufferedInputStream(new PipedInputStream(arriving, BUFFER))) {
      Thread reader = new Thread(() -> pass(System.in, arriving), "plumbline-requests");
      reader.setDaemon(true);
      reader.start();
      for (String line = line(requests); !line.isEmpty(); line = line(requests)) {
        String[] arguments = arguments(line);
        working = true;
        run(arguments, requests);
        working = false;
      }
      return ExitCode.FINE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Passes on what comes in as it comes, and sees the end of it whoever else is at work. */
  private void pass(InputStream in, PipedOutputStream to) {
    byte[] bytes = new byte[BUFFER];
    try (to) {
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        to.write(bytes, 0, read);
        to.flush();
      }
    } catch (IOException e) {
      // As its end.
    }
    if (working) {
      Runtime.getRuntime().halt(ExitCode.FINE);
    }
  }

  private void run(String[] arguments, InputStream answers) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    int code;
    try (PrintStream printed = new PrintStream(result, true, StandardCharsets.UTF_8);
        PrintStream said =
            new PrintStream(new Lines(text -> send("said", text)), true, StandardCharsets.UTF_8)) {
      code = Main.run(Terminal.served(answers, out, printed, said), arguments);
    }
    JsonObject done = new JsonObject();
    done.addProperty("done", code);
    done.addProperty("printed", result.toString(StandardCharsets.UTF_8));
    send(done);
  }

  private void send(String key, String text) {
    JsonObject frame = new JsonObject();
    frame.addProperty(key, text);
    send(frame);
  }

  private void send(JsonObject frame) {
    try {
      out.write((frame + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] arguments(String line) {
    try {
      List<String> words = new ArrayList<>();
      JsonObject request = JsonParser.parseString(line).getAsJsonObject();
      for (JsonElement each : request.getAsJsonArray("run")) {
        words.add(each.getAsString());
      }
      return words.toArray(String[]::new);
    } catch (RuntimeException e) {
      throw new InvalidInputException(
          "request ("
              + ForeignText.excerpt(ForeignText.spaced(line))
              + ") must be {\"run\":[…]}, of texts",
          e);
    }
  }

  /** The next line; empty at the end. */
  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      bytes.write(next);
      if (bytes.size() > MOST_LINE) {
        throw new InvalidInputException(
            "request (a longer line) must have at most " + MOST_LINE + " bytes");
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Hands on whole lines. */
  private static final class Lines extends OutputStream {
    private final Consumer<String> to;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(Consumer<String> to) {
      this.to = to;
    }

    @Override
    public synchronized void write(int value) {
      if (value == '\n') {
        to.accept(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(value);
      }
    }
  }
}
