package io.plumbline.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a place for one process: a file beside it that the process has locked, and that says who it
 * is. The system unlocks it when the process ends, however that happens; a file that is left behind
 * is in nobody's way. Where the file system knows no locks, nothing is kept.
 */
final class OutputLock implements AutoCloseable {
  private static final int LONGEST_HOLDER = 100;
  private static final int TRIES = 100;

  /** Whoever holds a lock says a moment later who it is: so many looks are taken for that. */
  private static final int PATIENCE = 40;

  private static final int PAUSE_MILLIS = 5;
  private static final String UNNAMED = "another process";

  /** The system's locks are between processes; within this one it is known here. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(OutputLock::deleteAll, "plumbline-locks"));
  }

  private final Path file;
  private final FileChannel channel;

  private OutputLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Keeps a place.
   *
   * @param file the lock's own
   * @param name of the place, for errors
   * @param given the place
   * @throws InvalidInputException if another process has it
   * @throws IOException if the file cannot be made
   */
  static OutputLock take(Path file, String name, Path given) throws IOException {
    if (!HELD.add(file)) {
      throw new InvalidInputException(
          name + " (" + given + ") must be a file that nothing else is written to");
    }
    try {
      for (int k = 0; k < TRIES; k++) {
        // Whoever ends deletes its file. Two looks at the name, one before and one after, tell
        // whether what was locked is what others will find there.
        Object before = key(file);
        FileChannel channel = open(file);
        if (!lock(channel)) {
          String holder = holder(channel);
          channel.close();
          if (!holder.equals(UNNAMED) || k >= PATIENCE || !pause()) {
            throw taken(name, given, holder);
          }
          continue;
        }
        if (before != null && before.equals(key(file))) {
          channel.truncate(0).write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)));
          return new OutputLock(file, channel);
        }
        channel.close();
      }
      throw new IOException("its lock " + file + " comes and goes");
    } catch (IOException | RuntimeException e) {
      HELD.remove(file);
      throw e;
    }
  }

  /** Waits a little; false where that was interrupted. */
  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS));
  }

  private static boolean lock(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (IOException e) {
      // A file system without locks: results are whole all the same.
      return true;
    }
  }

  /** What tells a file from others of any time; its path where the system has no such thing. */
  private static @Nullable Object key(Path file) throws IOException {
    try {
      Object key =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey();
      return Objects.requireNonNullElse(key, file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static String self() {
    return "process " + ProcessHandle.current().pid();
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST_HOLDER);
    channel.read(bytes, 0);
    String holder = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    return holder.matches("process \\d+") ? holder : UNNAMED;
  }

  private static InvalidInputException taken(String name, Path given, String holder) {
    return new InvalidInputException(
        name + " (" + given + ") must not be in use: " + holder + " writes there");
  }

  private static void deleteAll() {
    for (Path file : HELD) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException | SecurityException e) {
        // The process is ending, and what is left is in nobody's way.
      }
    }
  }

  @Override
  public void close() throws IOException {
    // Deleted while it is locked: afterwards it may be another's.
    try (channel) {
      Files.deleteIfExists(file);
    } finally {
      HELD.remove(file);
    }
  }
}
