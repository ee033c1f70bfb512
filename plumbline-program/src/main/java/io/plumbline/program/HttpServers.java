package io.plumbline.program;

import com.google.gson.JsonObject;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Tells by what a server answers to which of two protocols it speaks. */
final class HttpServers {
  private static final String UM_BRIDGE = "/Info";
  private static final String INFERENCE = "/v2";

  private HttpServers() {}

  /**
   * Finds a model on a server.
   *
   * @param source the server's address, and behind {@code #} the model's name
   * @param silence how long an answer may take
   * @param token ends the wait for one
   * @throws InvalidInputException if it speaks neither, or has no such model
   * @throws ProgramEnded if there is no such server
   */
  static RunningProgram model(String source, Duration silence, CancellationToken token) {
    URI address = HttpCalls.address(source);
    HttpCalls calls = new HttpCalls(address, silence, token);
    Optional<JsonObject> bridge = calls.find(UM_BRIDGE);
    if (bridge.isPresent()) {
      return UmBridgeModel.of(calls, source, address.getFragment(), bridge.get());
    }
    JsonObject server =
        calls
            .find(INFERENCE)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "program ("
                            + source
                            + ") must speak UM-Bridge, at /Info, or the Open Inference Protocol, at"
                            + " /v2"));
    return InferenceModel.of(calls, source, address.getFragment(), server);
  }
}
