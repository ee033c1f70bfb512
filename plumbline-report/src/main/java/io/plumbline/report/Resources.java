package io.plumbline.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The page's template, style and scripts. */
final class Resources {
  private Resources() {}

  static String text(String name) {
    return new String(bytes("/io/plumbline/report/" + name), StandardCharsets.UTF_8);
  }

  /** A template, with those that it includes. */
  static Template template(String name) {
    return Mustache.compiler()
        .defaultValue("")
        .withEscaper(Prose::html)
        .withLoader(part -> new StringReader(text(part + ".mustache")))
        .compile(text(name + ".mustache"));
  }

  private static byte[] bytes(String path) {
    try (InputStream in = Resources.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("missing from the class path: " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
