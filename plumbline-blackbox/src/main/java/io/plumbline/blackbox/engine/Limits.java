package io.plumbline.blackbox.engine;

import java.time.Duration;

/**
 * What the engine's process may take.
 *
 * @param memory in bytes, of its resident set; held where the system shows it, on Linux
 * @param call how long loading, or one evaluation, may last
 */
public record Limits(long memory, Duration call) {
  private static final Duration CALL = Duration.ofSeconds(60);

  /**
   * What is allowed unless a test says otherwise.
   *
   * @return twice the memory that this process may take for its own objects
   */
  public static Limits usual() {
    return new Limits(2 * Runtime.getRuntime().maxMemory(), CALL);
  }
}
