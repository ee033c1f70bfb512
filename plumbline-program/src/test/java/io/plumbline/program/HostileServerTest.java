package io.plumbline.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.estimate.CancellationToken;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that send what they should not: one line, within bounds. */
class HostileServerTest {
  private final Map<String, String> answers = new HashMap<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    answers.put("/Info", "{\"protocolVersion\":1.0,\"models\":[\"f\"]}");
    answers.put("/ModelInfo", "{\"support\":{\"Evaluate\":true,\"Gradient\":true}}");
    answers.put("/InputSizes", "{\"inputSizes\":[2]}");
    answers.put("/OutputSizes", "{\"outputSizes\":[1]}");
    answers.put("/Evaluate", "{\"output\":[[3]]}");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          String answer = answers.getOrDefault(exchange.getRequestURI().getPath(), "status 404");
          exchange.getRequestBody().readAllBytes();
          if (answer.startsWith("status ")) {
            exchange.getResponseHeaders().set("Location", "/Info");
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(7)), -1);
          } else {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
              send(answer, out);
            }
          }
        });
    server.start();
  }

  private void send(String answer, OutputStream out) throws IOException {
    if (answer.equals("nothing")) {
      out.write('{');
      out.flush();
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    } else if (answer.equals("endless")) {
      byte[] block = new byte[1 << 16];
      while (over.getCount() > 0) {
        out.write(block);
      }
    } else {
      out.write(answer.getBytes(StandardCharsets.UTF_8));
    }
  }

  @AfterEach
  void end() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private ProgramFunction start(Duration silence, CancellationToken token) {
    String address = "http://localhost:" + server.getAddress().getPort();
    return ProgramFunction.start(address, Inputs.of(1, 2), silence, token);
  }

  private ProgramFunction start() {
    return start(Duration.ofSeconds(60), new CancellationToken());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /Info | hello there | "hello there" must be one JSON object
          /Info | {"models":["f"]} | protocolVersion (none) must be 1.0
          /Info | {"protocolVersion":2.0,"models":["f"]} | protocolVersion (2.0) must be 1.0
          /Info | {"protocolVersion":1.0,"models":["f","g"]} | model (not said) must be one of [f, g]
          /Info | status 302 | status (302) must be 200
          /Info | status 500 | status (500) must be 200
          /ModelInfo | {"support":{"Evaluate":1}} | must be of Evaluate at least
          /InputSizes | {"inputSizes":[-1]} | must be positive and at most 16777216
          /InputSizes | {"inputSizes":[99999999999]} | must be positive and at most 16777216
          /InputSizes | {"inputSizes":[3]} | inputs (of [2] numbers) must be those of the model, of [3]
          /OutputSizes | {"outputSizes":"1"} | outputSizes ("1") must be a list
          /Evaluate | {"output":[[1,2]]} | output (2 numbers) must be of 1
          /Evaluate | {"output":[["one"]]} | number ("one") must be a number
          /Evaluate | {"error":{"message":"no \\u001b[31msolution"}} | no [31msolution
          /Evaluate | endless | bytes (more) must be at most 67108864
          """)
  void whatMakesNoSenseIsOneLine(String path, String answer, String line) {
    answers.put(path, answer);
    assertThatThrownBy(this::start)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(line)
        .message()
        .hasLineCount(1)
        .hasSizeLessThan(400);
    assertThat(asked.get()).isLessThan(10);
  }

  @Test
  void anAnswerThatDoesNotEndIsLeft() {
    answers.put("/Info", "nothing");
    assertThatThrownBy(() -> start(Duration.ofSeconds(1), new CancellationToken()))
        .isInstanceOf(ProgramEnded.class)
        .hasMessageEndingWith("/Info must answer: one answer must end within 1 s");
    assertThatThrownBy(
            () -> start(Duration.ofMinutes(9), CancellationToken.after(Duration.ofMillis(300))))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void aServerThatIsNotThereIsOneLine() {
    server.stop(0);
    assertThatThrownBy(this::start)
        .isInstanceOf(ProgramEnded.class)
        .hasMessageStartingWith("program (http://localhost:")
        .hasMessageContaining("/Info must answer: ");
    assertThatThrownBy(
            () ->
                ProgramFunction.start(
                    "http:// x", Inputs.of(1), Duration.ofSeconds(1), new CancellationToken()))
        .hasMessage("program (http:// x) must be a command, or a server's address");
  }
}
