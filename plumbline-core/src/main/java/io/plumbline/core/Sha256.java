package io.plumbline.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What tells contents from others. */
public final class Sha256 {
  private final MessageDigest digest = begun();

  /** Of nothing yet. */
  public Sha256() {}

  private static MessageDigest begun() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it", e);
    }
  }

  /**
   * Adds bytes.
   *
   * @param bytes all of them
   * @return this
   */
  public Sha256 add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /**
   * Adds some of an array's bytes.
   *
   * @param bytes an array
   * @param offset of the first
   * @param length how many
   * @return this
   */
  public Sha256 add(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
    return this;
  }

  /**
   * Adds what a stream has left.
   *
   * @param in read to its end, and left open
   * @return how many bytes that was
   * @throws IOException if it cannot be read
   */
  public long add(InputStream in) throws IOException {
    return new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
  }

  /**
   * Ends it.
   *
   * @return 32 bytes
   */
  public byte[] bytes() {
    return digest.digest();
  }

  /**
   * Ends it.
   *
   * @return 64 hexadecimal digits
   */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }
}
