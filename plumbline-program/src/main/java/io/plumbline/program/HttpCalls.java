package io.plumbline.program;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import io.plumbline.core.ForeignText;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server for JSON. The server may be anyone's: the time of an answer, its bytes and its
 * status are held to limits, no redirect is followed, and what goes wrong is one line.
 */
final class HttpCalls {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 20;
  private static final int FINE = 200;

  /** Of an answer: numbers as text. */
  private static final long MOST_BYTES = 1 << 26;

  private final URI server;
  private final Duration silence;
  private final CancellationToken token;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  /**
   * Calls to one server.
   *
   * @param server its address
   * @param silence how long an answer may take, to its last byte
   * @param token ends the wait for one
   */
  HttpCalls(URI server, Duration silence, CancellationToken token) {
    this.server = server;
    this.silence = silence;
    this.token = token;
  }

  /**
   * An address.
   *
   * @throws InvalidInputException if it is none of a server
   */
  static URI address(String text) {
    try {
      URI address = URI.create(text);
      if (address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new InvalidInputException(
        "program (" + ForeignText.excerpt(text) + ") must be a command, or a server's address");
  }

  /** What a path gives. */
  JsonObject get(String path) {
    return send(path, request(path).GET().build());
  }

  /** What a path gives to a question. */
  JsonObject post(String path, JsonObject question) {
    return send(
        path,
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(question.toString()))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path));
  }

  private JsonObject send(String path, HttpRequest request) {
    try {
      HttpResponse<byte[]> response = wait(request);
      String text = new String(response.body(), StandardCharsets.UTF_8);
      if (response.statusCode() != FINE) {
        throw new ProgramException(
            server
                + ": "
                + path
                + ": status ("
                + response.statusCode()
                + ") must be 200"
                + said(text),
            null);
      }
      JsonObject answer = Fields.parsed(text, Strictness.LENIENT);
      if (answer.has("error")) {
        throw new ProgramException(server + ": " + path + said(text), null);
      }
      return answer;
    } catch (IOException e) {
      throw ended(path, e);
    }
  }

  private HttpResponse<byte[]> wait(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> future =
        client.sendAsync(request, info -> new BoundedBody(MOST_BYTES));
    long start = System.nanoTime();
    try {
      while (System.nanoTime() - start < silence.toNanos()) {
        if (token.isCancelled()) {
          throw new CancellationException("cancelled");
        }
        try {
          return future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          // Looks at the token again.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
    } finally {
      future.cancel(true);
    }
    throw new IOException("one answer must end within " + silence.toSeconds() + " s");
  }

  /** What a server says of an error. */
  private static String said(String text) {
    try {
      JsonElement error = Fields.parsed(text, Strictness.LENIENT).get("error");
      JsonElement message =
          error != null && error.isJsonObject() ? error.getAsJsonObject().get("message") : error;
      return ": " + ForeignText.excerpt(ForeignText.spaced(message(message, text)));
    } catch (WrongAnswer e) {
      return ": " + ForeignText.excerpt(ForeignText.spaced(text));
    }
  }

  private static String message(@Nullable JsonElement message, String otherwise) {
    return message instanceof JsonPrimitive text ? text.getAsString() : otherwise;
  }

  /** How a server that makes no sense, or is not there, is said. */
  ProgramEnded ended(String path, IOException e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new ProgramEnded(
        "program ("
            + ForeignText.excerpt(server.toString())
            + "), "
            + path
            + " must answer: "
            + ForeignText.excerpt(why),
        e);
  }
}
