package io.plumbline.program;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server that a package of Python is, where it is installed; else the test is left out. */
record PythonServer(String address, Process process) implements AutoCloseable {
  /** A Python that has it. */
  private static final String PYTHON = System.getProperty("plumbline.python", "python3");

  /**
   * Starts a server, and waits until it answers.
   *
   * @param script under test resources, that takes a port
   * @param wanted the package that it needs
   * @param path what is there when it is ready
   */
  static PythonServer start(String script, String wanted, String path)
      throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process process;
    try {
      process =
          new ProcessBuilder(
                  PYTHON, Path.of("src/test/resources", script).toString(), String.valueOf(port))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      assumeTrue(false, PYTHON + " is not installed");
      throw e;
    }
    PythonServer server = new PythonServer("http://localhost:" + port, process);
    while (!server.has(path)) {
      assumeTrue(
          !process.waitFor(50, TimeUnit.MILLISECONDS),
          PYTHON + " has no package " + wanted + "; -Dplumbline.python=… names one that has");
    }
    return server;
  }

  private boolean has(String path) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
