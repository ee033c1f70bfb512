package io.plumbline.report;

import com.samskivert.mustache.Escapers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts as they stand in a page: whatever was in them is text. What stands between backticks is set
 * as code, and words that run from right to left are kept apart, so that they do not turn round
 * what stands beside them.
 */
final class Prose {
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

  /** Characters that turn the direction of what follows, and are not seen. */
  private static final Pattern TURNS =
      Pattern.compile("[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

  private static final Pattern FROM_THE_RIGHT =
      Pattern.compile(
          "\\S*[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\x{10800}-\\x{10fff}\\x{1e800}-\\x{1eeff}]"
              + "\\S*");

  private Prose() {}

  /**
   * As the content of an element.
   *
   * @param text any
   * @return HTML
   */
  static String html(String text) {
    StringBuilder html = new StringBuilder();
    Matcher code = CODE.matcher(text);
    int from = 0;
    while (code.find()) {
      html.append(isolated(text.substring(from, code.start())));
      html.append("<code>").append(isolated(code.group(1))).append("</code>");
      from = code.end();
    }
    return html.append(isolated(text.substring(from))).toString();
  }

  /**
   * As the value of an attribute, or where no elements may stand.
   *
   * @param text any
   * @return HTML without elements
   */
  static String plain(String text) {
    return Escapers.HTML.escape(seen(text));
  }

  private static String isolated(String text) {
    StringBuilder html = new StringBuilder();
    Matcher word = FROM_THE_RIGHT.matcher(text);
    int from = 0;
    while (word.find()) {
      html.append(plain(text.substring(from, word.start())));
      html.append("<bdi>").append(plain(word.group())).append("</bdi>");
      from = word.end();
    }
    return html.append(plain(text.substring(from))).toString();
  }

  private static String seen(String text) {
    return TURNS
        .matcher(text)
        .replaceAll(
            turn ->
                Matcher.quoteReplacement(String.format("\\u%04x", (int) turn.group().charAt(0))));
  }
}
