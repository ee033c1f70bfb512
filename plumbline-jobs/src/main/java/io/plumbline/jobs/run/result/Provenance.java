package io.plumbline.jobs.run.result;

import java.util.List;

/**
 * What reproduces a result; independent of the machine.
 *
 * @param commandLine the command as it can be typed again, without paths of the machine
 * @param seed the seed of everything random
 * @param settings options in effect, defaults among them
 * @param versions programs and libraries that took part
 */
public record Provenance(
    String commandLine, long seed, List<Entry> settings, List<Entry> versions) {
  /** Copies the lists. */
  public Provenance {
    settings = List.copyOf(settings);
    versions = List.copyOf(versions);
  }

  /**
   * A name and its value.
   *
   * @param name for example {@code h}
   * @param value for example {@code 0.001}
   */
  public record Entry(String name, String value) {}
}
