package io.plumbline.jobs.audit.rows;

import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Where the files of an audit are kept: a folder of this machine, or of another file system. Files
 * are named relative to it, with {@code /} between folders. Safe for several threads.
 */
public interface AuditStore {
  /**
   * What people call it.
   *
   * @return the place, as it was given
   */
  String name();

  /**
   * Where it is on this machine.
   *
   * @return the folder; empty where it is elsewhere
   */
  Optional<Path> path();

  /**
   * Whether there is a file.
   *
   * @param file its name
   * @return whether it is there, whole
   * @throws InvalidInputException if that cannot be told
   */
  boolean has(String file);

  /**
   * All files of a folder.
   *
   * @param folder its name, which is empty for the whole
   * @return their names within it; none where there is no such folder
   * @throws InvalidInputException if that cannot be told
   */
  Set<String> names(String folder);

  /**
   * Opens a file.
   *
   * @param file its name
   * @return its bytes, to be closed
   * @throws IOException if it cannot be read; {@link java.nio.file.NoSuchFileException} if there is
   *     none
   */
  InputStream read(String file) throws IOException;

  /**
   * Writes a file under a temporary name, makes it lasting, and renames it, so that it is there
   * whole or not at all, whenever the process or the machine ends.
   *
   * @param file its name; folders to it are made
   * @param content its bytes
   * @throws InvalidInputException if it cannot be written; what was there stays
   */
  void write(String file, byte[] content);

  /**
   * Writes a file as the work goes on: what is written stays, whatever becomes of the work.
   *
   * @param file its name; folders to it are made
   * @param content writes it
   * @throws InvalidInputException if it cannot be written
   */
  void stream(String file, Content content);

  /** What is written piece by piece. */
  @FunctionalInterface
  interface Content {
    /**
     * Writes all of it.
     *
     * @param out takes the bytes
     * @throws IOException if it does not
     */
    void to(OutputStream out) throws IOException;
  }
}
