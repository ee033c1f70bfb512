package io.plumbline.jobs.audit.rows;

import com.google.gson.JsonParseException;
import io.plumbline.core.InvalidInputException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The folder of an audit: {@code audit.json}, its plan, and one file for each chunk that is done,
 * {@code chunks/000123.jsonl.gz}: a row a line, and the maps of the chunk on the last. What is
 * there is done, whoever did it: a chunk appears under its name when it is whole.
 */
public final class AuditFolder {
  private static final String PLAN = "audit.json";

  private static final String CHUNKS = "chunks";
  private static final String TIMINGS = "timings";

  private final AuditStore store;
  private final AuditPlan plan;

  private AuditFolder(AuditStore store, AuditPlan plan) {
    this.store = store;
    this.plan = plan;
  }

  /**
   * One chunk's file.
   *
   * @param rows in the order of the samples
   * @param maps sums over them
   */
  public record Chunk(List<AuditRow> rows, ChunkMaps maps) {
    /** Copies the list. */
    public Chunk {
      rows = List.copyOf(rows);
    }

    /**
     * The file's text, before it is compressed: the same for the same plan.
     *
     * @return lines of JSON
     */
    public String text() {
      StringBuilder text = new StringBuilder();
      rows.forEach(row -> text.append(AuditJson.of(row)));
      return text.append(AuditJson.of(maps)).toString();
    }

    /**
     * The file's content.
     *
     * @return the text, compressed
     */
    public byte[] bytes() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out = new GZIPOutputStream(bytes)) {
        out.write(text().getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
  }

  /**
   * Whether there is an audit in a folder.
   *
   * @param store the folder
   * @return whether it has a plan
   */
  public static boolean isIn(AuditStore store) {
    return store.has(PLAN);
  }

  /**
   * Makes a folder, and writes the plan into it.
   *
   * @param store where there is no audit
   * @param plan what is to be done
   * @return the folder
   * @throws InvalidInputException if it cannot be written
   */
  public static AuditFolder create(AuditStore store, AuditPlan plan) {
    store.write(PLAN, AuditJson.of(plan).getBytes(StandardCharsets.UTF_8));
    return new AuditFolder(store, plan);
  }

  /**
   * Opens the folder of an audit that was begun on this machine.
   *
   * @param folder with a plan
   * @return the folder
   * @throws InvalidInputException if there is none, or it cannot be read
   */
  public static AuditFolder open(Path folder) {
    return open(FolderStore.of(folder));
  }

  /**
   * Opens the folder of an audit that was begun.
   *
   * @param store with a plan
   * @return the folder
   * @throws InvalidInputException if there is none, or it cannot be read
   */
  public static AuditFolder open(AuditStore store) {
    try (InputStream in = store.read(PLAN)) {
      return new AuditFolder(
          store, AuditJson.plan(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "folder (" + store.name() + ") must be that of an audit: it has no " + PLAN, e);
    } catch (IOException | JsonParseException e) {
      throw new InvalidInputException(
          store.name() + "/" + PLAN + ": must be the plan of an audit, as this version writes it",
          e);
    }
  }

  /**
   * What is to be done.
   *
   * @return the plan
   */
  public AuditPlan plan() {
    return plan;
  }

  /**
   * Where its files are.
   *
   * @return the folder
   */
  public AuditStore store() {
    return store;
  }

  /**
   * Whether a chunk is done.
   *
   * @param number from 0
   * @return whether its file is there
   */
  public boolean isDone(int number) {
    return store.has(file(number));
  }

  /**
   * Which chunks are done.
   *
   * @return their numbers, ascending
   */
  public List<Integer> done() {
    Set<String> names = store.names(CHUNKS);
    List<Integer> done = new ArrayList<>();
    for (int number = 0; number < plan.chunks(); number++) {
      if (names.contains(name(number))) {
        done.add(number);
      }
    }
    return done;
  }

  /**
   * The file of a chunk.
   *
   * @param number from 0
   * @return its name in the folder when it is done, such as chunks/000123.jsonl.gz
   */
  public static String file(int number) {
    return CHUNKS + "/" + name(number);
  }

  private static String name(int number) {
    return number(number) + ".jsonl.gz";
  }

  private static String number(int number) {
    return String.format(Locale.ROOT, "%06d", number);
  }

  /**
   * Writes a chunk, whole or not at all.
   *
   * @param number from 0
   * @param chunk its rows and maps
   * @param seconds that it took, which are kept beside it
   * @throws InvalidInputException if it cannot be written; nothing is left behind
   */
  public void write(int number, Chunk chunk, double seconds) {
    String timing = "{\"seconds\":" + seconds + "}\n";
    store.write(TIMINGS + "/" + number(number) + ".json", timing.getBytes(StandardCharsets.UTF_8));
    store.write(file(number), chunk.bytes());
  }

  /**
   * Reads a chunk that is done.
   *
   * @param number from 0
   * @return its rows and maps
   * @throws InvalidInputException if its file is damaged, or not of this plan
   */
  public Chunk read(int number) {
    List<AuditRow> rows = new ArrayList<>();
    int count = plan.to(number) - plan.from(number);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(store.read(file(number))), StandardCharsets.UTF_8))) {
      for (int k = 0; k < count; k++) {
        AuditRow row = AuditJson.row(line(lines));
        if (row.index() != plan.from(number) + k) {
          throw new JsonParseException("row " + k + " is of sample " + row.index());
        }
        rows.add(row);
      }
      ChunkMaps maps = AuditJson.maps(line(lines));
      // Only at the end does the file tell whether its bytes are those that were written.
      if (lines.readLine() != null) {
        throw new JsonParseException("there must be nothing behind the maps");
      }
      return new Chunk(rows, maps);
    } catch (IOException | JsonParseException e) {
      throw new InvalidInputException(
          store.name()
              + "/"
              + file(number)
              + ": must be a whole chunk of this audit; delete it, and --resume does it again",
          e);
    }
  }

  private static String line(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new JsonParseException("the file is cut short");
    }
    return line;
  }
}
