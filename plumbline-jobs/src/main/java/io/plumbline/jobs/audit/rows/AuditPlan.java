package io.plumbline.jobs.audit.rows;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an audit is of, and how its samples are dealt out: the same plan gives the same rows.
 *
 * @param schemaVersion rises where a field goes or changes its meaning
 * @param version Plumbline's
 * @param model the model's file
 * @param data the data set, as it was named
 * @param labels the labels, where they have a place of their own
 * @param gradient the gradients; the engine's where absent
 * @param options all others that change a row, each by its name
 * @param command words that ask {@code check} for one of the samples but for which of them: what
 *     stands before {@code --sample}, from {@code check} on, quoted for a shell
 * @param samples how many there are
 * @param chunk so many of them, in their order, are one unit of work
 * @param shape of one sample, without a batch axis
 * @param channels where an image's channels stand, {@code hwc}, {@code chw} or {@code hw}; absent
 *     for what is no image
 * @param classes how many outputs the model has
 */
public record AuditPlan(
    int schemaVersion,
    String version,
    Fingerprint model,
    Fingerprint data,
    Optional<Fingerprint> labels,
    Optional<Fingerprint> gradient,
    Map<String, String> options,
    List<String> command,
    int samples,
    int chunk,
    List<Integer> shape,
    Optional<String> channels,
    int classes) {
  /** Rises where a field goes or changes its meaning. */
  public static final int SCHEMA = 1;

  /**
   * What tells a file, or several, from others.
   *
   * @param name as the user gave it
   * @param bytes the size of all of them together
   * @param sha256 of their contents, 64 hexadecimal digits
   */
  public record Fingerprint(String name, long bytes, String sha256) {}

  /**
   * The same plan where files were read by other names than they were given.
   *
   * @param given how each was given, by the name that it was read by
   * @return the plan with the names that were given
   */
  public AuditPlan named(Map<String, String> given) {
    return new AuditPlan(
        schemaVersion,
        version,
        named(model, given),
        named(data, given),
        labels.map(each -> named(each, given)),
        gradient.map(each -> named(each, given)),
        options,
        command.stream().map(word -> given.getOrDefault(word, word)).toList(),
        samples,
        chunk,
        shape,
        channels,
        classes);
  }

  private static Fingerprint named(Fingerprint of, Map<String, String> given) {
    return new Fingerprint(given.getOrDefault(of.name(), of.name()), of.bytes(), of.sha256());
  }

  /**
   * How many chunks there are.
   *
   * @return at least 1
   */
  public int chunks() {
    return (int) (((long) samples + chunk - 1) / chunk);
  }

  /**
   * Where a chunk begins.
   *
   * @param number of the chunk, from 0
   * @return its first sample
   */
  public int from(int number) {
    return Math.toIntExact((long) number * chunk);
  }

  /**
   * Where a chunk ends.
   *
   * @param number of the chunk, from 0
   * @return the sample behind its last
   */
  public int to(int number) {
    return (int) Math.min(samples, ((long) number + 1) * chunk);
  }
}
