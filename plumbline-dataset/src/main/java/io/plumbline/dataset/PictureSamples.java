package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.Source;
import io.plumbline.data.picture.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Pictures of a folder, decoded one by one. */
final class PictureSamples extends SampleSet {
  private final PictureFolder folder;

  PictureSamples(String name, PictureFolder folder) {
    super(name, folder.names().size());
    this.folder = folder;
  }

  @Override
  DataRecord sample(int index) {
    String key = folder.names().get(index);
    Path file = folder.path().resolve(key);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new InvalidInputException(Source.printable(key) + ": must be a regular file");
    }
    return pictured(key, Picture.read(file, Source.printable(key)), folder.label(index));
  }

  /** What a picture is as a sample. */
  static DataRecord pictured(String key, Picture picture, OptionalInt label) {
    return new DataRecord(key, picture.array(), Optional.of(ImageLayout.HWC), true, label);
  }

  @Override
  public List<Path> files() {
    return folder.names().stream().map(folder.path()::resolve).toList();
  }
}
