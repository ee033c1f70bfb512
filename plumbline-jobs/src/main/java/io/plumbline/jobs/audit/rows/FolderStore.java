package io.plumbline.jobs.audit.rows;

import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.OutputFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder of this machine.
 *
 * @param folder which
 * @param inputs what must not be written to
 */
public record FolderStore(Path folder, InputFiles inputs) implements AuditStore {
  /**
   * A folder that holds nothing but an audit.
   *
   * @param folder which
   * @return the place
   */
  public static FolderStore of(Path folder) {
    return new FolderStore(folder, InputFiles.NONE);
  }

  @Override
  public String name() {
    return folder.toString();
  }

  @Override
  public Optional<Path> path() {
    return Optional.of(folder);
  }

  @Override
  public boolean has(String file) {
    return Files.exists(folder.resolve(file));
  }

  @Override
  public Set<String> names(String within) {
    try (Stream<Path> files = Files.list(folder.resolve(within))) {
      return files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
    } catch (NoSuchFileException e) {
      return Set.of();
    } catch (IOException e) {
      throw new InvalidInputException(
          "folder (" + folder.resolve(within) + ") must be readable", e);
    }
  }

  @Override
  public InputStream read(String file) throws IOException {
    return Files.newInputStream(folder.resolve(file));
  }

  @Override
  public void write(String file, byte[] content) {
    try (OutputFile one = open(file)) {
      one.write(content);
    }
  }

  @Override
  public void stream(String file, Content content) {
    try (OutputFile one = open(file);
        OutputStream out = one.stream()) {
      content.to(out);
    } catch (IOException e) {
      throw new InvalidInputException(
          "output file (" + folder.resolve(file) + ") must be writable: " + e.getMessage(), e);
    }
  }

  private OutputFile open(String file) {
    Path place = folder.resolve(file);
    try {
      // Made by whoever is first: it stays, whatever becomes of the file.
      if (!folder.equals(place.getParent())) {
        Files.createDirectories(Objects.requireNonNull(place.getParent()));
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          "output directory (" + place.getParent() + ") must be writable", e);
    }
    return OutputFile.open("--out", place, inputs);
  }
}
