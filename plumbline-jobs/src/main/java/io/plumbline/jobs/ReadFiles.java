package io.plumbline.jobs;

import io.plumbline.core.InputFiles;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.readers.Models;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Names the files that a command reads, so that no result is written over one of them. */
public final class ReadFiles {
  private ReadFiles() {}

  /**
   * The files of a model and of images.
   *
   * @param model a model's file, if one is read; the files that its tensors lie in belong to it
   * @param data a directory of IDX files, if one is read
   * @return all of them
   */
  public static InputFiles of(Optional<Path> model, Optional<Path> data) {
    InputFiles files = InputFiles.of(model.stream().toArray(Path[]::new));
    return files
        .and(() -> data.map(Mnist::files).orElse(List.of()))
        .and(() -> model.map(Models::filesBeside).orElse(List.of()));
  }
}
