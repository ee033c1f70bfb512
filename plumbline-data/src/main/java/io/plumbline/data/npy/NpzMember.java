package io.plumbline.data.npy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One array of an archive, written as {@code arrays.npz:name}. */
record NpzMember(Path archive, String name) {
  static final String BETWEEN = ".npz:";

  /** The member that a path means, where it is no file itself. */
  static Optional<NpzMember> of(Path path) {
    String text = path.toString();
    int at = text.indexOf(BETWEEN);
    if (at < 0 || Files.exists(path)) {
      return Optional.empty();
    }
    int end = at + BETWEEN.length();
    return Optional.of(new NpzMember(Path.of(text.substring(0, end - 1)), text.substring(end)));
  }

  NpyArray read() {
    String source = archive.getFileName() + ":" + name;
    return read(in -> Npy.read(source, in));
  }

  /** Whatever its bytes are read for. */
  <T> T read(Source.Reading<T> reading) {
    return NamedArrays.member(archive, name, reading)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    archive.getFileName()
                        + ": array ("
                        + Source.excerpt(name)
                        + ") must be one of "
                        + NamedArrays.list(NamedArrays.read(archive))));
  }
}
