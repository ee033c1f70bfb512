package io.plumbline.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions that the build put together, as the build wrote them down. */
public final class Versions {
  private static final Properties PROPERTIES = read();

  private Versions() {}

  /**
   * Plumbline's own.
   *
   * @return for example {@code 0.1.0}
   */
  public static String plumbline() {
    return PROPERTIES.getProperty("plumbline");
  }

  /**
   * The Deep Java Library's.
   *
   * @return as in Maven Central
   */
  public static String djl() {
    return PROPERTIES.getProperty("djl");
  }

  /**
   * PyTorch's.
   *
   * @return as in Maven Central
   */
  public static String pytorch() {
    return PROPERTIES.getProperty("pytorch");
  }

  private static Properties read() {
    try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
