package io.plumbline.jobs.audit.rows;

import com.google.gson.JsonParseException;
import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.OutputFile;
import io.plumbline.core.OutputFiles;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The folder of an audit: {@code audit.json}, its plan, and one file for each chunk that is done,
 * {@code chunks/000123.jsonl.gz}: a row a line, and the maps of the chunk on the last. What is
 * there is done, whoever did it: a chunk appears under its name when it is whole.
 */
public final class AuditFolder {
  private static final String PLAN = "audit.json";

  private final Path folder;
  private final AuditPlan plan;

  private AuditFolder(Path folder, AuditPlan plan) {
    this.folder = folder;
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
   * @param folder any path
   * @return whether it has a plan
   */
  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(PLAN));
  }

  /**
   * Makes a folder, and writes the plan into it.
   *
   * @param folder where there is no audit
   * @param plan what is to be done
   * @return the folder
   * @throws InvalidInputException if it cannot be written
   */
  public static AuditFolder create(Path folder, AuditPlan plan) {
    return create(folder, plan, InputFiles.NONE);
  }

  /**
   * The same of an audit whose files must not be written to.
   *
   * @param folder where there is no audit
   * @param plan what is to be done
   * @param inputs what must not be written to
   * @return the folder
   * @throws InvalidInputException if it cannot be written
   */
  public static AuditFolder create(Path folder, AuditPlan plan, InputFiles inputs) {
    try (OutputFile file = OutputFile.open("--out", folder.resolve(PLAN), inputs)) {
      file.write(AuditJson.of(plan).getBytes(StandardCharsets.UTF_8));
    }
    return new AuditFolder(folder, plan);
  }

  /**
   * Opens the folder of an audit that was begun.
   *
   * @param folder with a plan
   * @return the folder
   * @throws InvalidInputException if there is none, or it cannot be read
   */
  public static AuditFolder open(Path folder) {
    Path file = folder.resolve(PLAN);
    try {
      return new AuditFolder(folder, AuditJson.plan(Files.readString(file)));
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "folder (" + folder + ") must be that of an audit: it has no " + PLAN, e);
    } catch (IOException | JsonParseException e) {
      throw new InvalidInputException(
          file + ": must be the plan of an audit, as this version writes it", e);
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
   * Where it is.
   *
   * @return the folder
   */
  public Path path() {
    return folder;
  }

  /**
   * Whether a chunk is done.
   *
   * @param number from 0
   * @return whether its file is there
   */
  public boolean isDone(int number) {
    return Files.exists(file(number));
  }

  /**
   * Which chunks are done.
   *
   * @return their numbers, ascending
   */
  public List<Integer> done() {
    List<Integer> done = new ArrayList<>();
    for (int number = 0; number < plan.chunks(); number++) {
      if (isDone(number)) {
        done.add(number);
      }
    }
    return done;
  }

  /**
   * The file of a chunk.
   *
   * @param number from 0
   * @return where it is when it is done
   */
  public Path file(int number) {
    return folder.resolve("chunks").resolve(name(number));
  }

  /**
   * What a chunk's file is called.
   *
   * @param number from 0
   * @return such as 000123.jsonl.gz
   */
  public static String name(int number) {
    return number(number) + ".jsonl.gz";
  }

  private static String number(int number) {
    return String.format(Locale.ROOT, "%06d", number);
  }

  /**
   * Writes a chunk: under a temporary name, made lasting, and renamed, so that it is there whole or
   * not at all, whenever the process or the machine ends.
   *
   * @param number from 0
   * @param chunk its rows and maps
   * @param seconds that it took, which are kept beside it
   * @throws InvalidInputException if it cannot be written; nothing is left behind
   */
  public void write(int number, Chunk chunk, double seconds) {
    String timing = "{\"seconds\":" + seconds + "}\n";
    write(
        folder.resolve("timings").resolve(number(number) + ".json"),
        timing.getBytes(StandardCharsets.UTF_8));
    write(file(number), chunk.bytes());
  }

  private static void write(Path file, byte[] content) {
    try {
      // Made by whoever is first: it stays, whatever becomes of the file.
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
    } catch (IOException e) {
      throw new InvalidInputException(
          "output directory (" + file.getParent() + ") must be writable", e);
    }
    OutputFiles.write(file, content);
  }

  /**
   * Reads a chunk that is done.
   *
   * @param number from 0
   * @return its rows and maps
   * @throws InvalidInputException if its file is damaged, or not of this plan
   */
  public Chunk read(int number) {
    Path file = file(number);
    List<AuditRow> rows = new ArrayList<>();
    int count = plan.to(number) - plan.from(number);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
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
          file + ": must be a whole chunk of this audit; delete it, and --resume does it again", e);
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
