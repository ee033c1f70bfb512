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
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
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
  private static final Set<Integer> NO_SUCH_PATH = Set.of(400, 404, 405);

  /** How much of a body is JSON, where bytes stand behind it. */
  private static final String JSON_LENGTH = "Inference-Header-Content-Length";

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

  /**
   * What is sent or comes back.
   *
   * @param json it begins with
   * @param bytes behind it, as the Open Inference Protocol has them; none elsewhere
   */
  record Body(JsonObject json, byte[] bytes) {}

  /** What a path gives; empty where the server has no such path. */
  Optional<JsonObject> find(String path) {
    HttpResponse<byte[]> response = response(path, request(path).GET().build());
    return NO_SUCH_PATH.contains(response.statusCode())
        ? Optional.empty()
        : Optional.of(body(path, response).json);
  }

  /** What a path gives. */
  JsonObject get(String path) {
    return body(path, response(path, request(path).GET().build())).json;
  }

  /** What a path gives to a question. */
  JsonObject post(String path, JsonObject question) {
    return post(path, new Body(question, new byte[0])).json;
  }

  /** The same with bytes behind either. */
  Body post(String path, Body question) {
    byte[] json = question.json.toString().getBytes(StandardCharsets.UTF_8);
    HttpRequest.Builder request = request(path);
    if (question.bytes.length == 0) {
      request.header("Content-Type", "application/json");
    } else {
      request.header("Content-Type", "application/octet-stream");
      request.header(JSON_LENGTH, String.valueOf(json.length));
    }
    // As one array: of several its length would not be sent, which servers of UM-Bridge need.
    byte[] all = Arrays.copyOf(json, json.length + question.bytes.length);
    System.arraycopy(question.bytes, 0, all, json.length, question.bytes.length);
    return body(path, response(path, request.POST(BodyPublishers.ofByteArray(all)).build()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path));
  }

  private HttpResponse<byte[]> response(String path, HttpRequest request) {
    try {
      return wait(request);
    } catch (IOException e) {
      throw ended(path, e);
    }
  }

  private Body body(String path, HttpResponse<byte[]> response) {
    try {
      byte[] all = response.body();
      int json = jsonLength(response, all.length);
      String text = new String(all, 0, json, StandardCharsets.UTF_8);
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
      return new Body(answer, Arrays.copyOfRange(all, json, all.length));
    } catch (IOException e) {
      throw ended(path, e);
    }
  }

  private static int jsonLength(HttpResponse<?> response, int all) throws WrongAnswer {
    Optional<String> said = response.headers().firstValue(JSON_LENGTH);
    if (said.isEmpty()) {
      return all;
    }
    long length = Fields.whole(JSON_LENGTH, new JsonPrimitive(said.get()));
    if (length < 0 || length > all) {
      throw Fields.wrong(JSON_LENGTH, length, "at most the length of the body, " + all);
    }
    return (int) length;
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
