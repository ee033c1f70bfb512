package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how much time there is. */
final class TimeLimit {
  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([smh]?)");

  private TimeLimit() {}

  /**
   * Starts the time.
   *
   * @param text a whole number of seconds, or with its unit: s, m or h
   * @return what ends the work
   * @throws InvalidInputException if it is anything else
   */
  static CancellationToken parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new InvalidInputException(
          "--time (" + text + ") must be a positive whole number with s, m or h, such as 90s");
    }
    long count = Long.parseLong(form.group(1));
    return CancellationToken.after(
        switch (form.group(2)) {
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofSeconds(count);
        });
  }
}
