package io.plumbline.spark;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.audit.rows.AuditStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.StreamCapabilities;

/** A folder of a file system that Hadoop knows: HDFS, or an object store. */
final class HadoopStore implements AuditStore {
  private final String name;
  private final Path folder;
  private final FileContext files;

  private HadoopStore(String name, Path folder, FileContext files) {
    this.name = name;
    this.folder = folder;
    this.files = files;
  }

  static HadoopStore of(String place, Configuration hadoop) {
    try {
      Path folder = new Path(place);
      return new HadoopStore(place, folder, FileContext.getFileContext(folder.toUri(), hadoop));
    } catch (IOException | RuntimeException e) {
      // An address that is none, a scheme that nothing serves, a host that is not known: all of
      // these come as exceptions of different kinds.
      throw new InvalidInputException(
          "--out ("
              + place
              + ") must be on a file system that Spark's Hadoop knows: "
              + Places.reason(e),
          e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<java.nio.file.Path> path() {
    return Optional.empty();
  }

  private Path place(String file) {
    return file.isEmpty() ? folder : new Path(folder, file);
  }

  @Override
  public boolean has(String file) {
    try {
      return files.util().exists(place(file));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public Set<String> names(String within) {
    Set<String> names = new HashSet<>();
    try {
      RemoteIterator<FileStatus> all = files.listStatus(place(within));
      while (all.hasNext()) {
        names.add(all.next().getPath().getName());
      }
      return names;
    } catch (FileNotFoundException e) {
      return Set.of();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private InvalidInputException unreadable(IOException e) {
    return new InvalidInputException(
        "folder (" + name + ") must be readable: " + Places.reason(e), e);
  }

  @Override
  public InputStream read(String file) throws IOException {
    try {
      return files.open(place(file));
    } catch (FileNotFoundException e) {
      NoSuchFileException none = new NoSuchFileException(file);
      none.initCause(e);
      throw none;
    }
  }

  @Override
  public void write(String file, byte[] content) {
    Path place = place(file);
    Path temporary = new Path(place.getParent(), "." + place.getName() + "." + UUID.randomUUID());
    try {
      try (FSDataOutputStream out = create(temporary)) {
        out.write(content);
        if (out.hasCapability(StreamCapabilities.HSYNC)) {
          out.hsync();
        }
      }
      files.rename(temporary, place, Rename.OVERWRITE);
    } catch (IOException e) {
      deleted(temporary);
      throw unwritable(file, e);
    }
  }

  private void deleted(Path temporary) {
    try {
      files.delete(temporary, false);
    } catch (IOException e) {
      // Whatever kept the file from being written keeps it from being deleted too; that is said.
    }
  }

  @Override
  public void stream(String file, Content content) {
    try (OutputStream out = create(place(file))) {
      content.to(out);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private FSDataOutputStream create(Path place) throws IOException {
    return files.create(
        place, EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE), CreateOpts.createParent());
  }

  private InvalidInputException unwritable(String file, IOException e) {
    return new InvalidInputException(
        "output file (" + name + "/" + file + ") must be writable: " + Places.reason(e), e);
  }
}
