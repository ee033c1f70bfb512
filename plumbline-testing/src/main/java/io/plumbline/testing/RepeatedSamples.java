package io.plumbline.testing;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import java.nio.file.Path;
import java.util.List;

/**
 * A data set for audits: samples of a corpus with their right gradients, over and over.
 *
 * @param model whose gradients they are
 * @param inputs the samples, as .npy
 * @param labels theirs, as .npy
 * @param gradients theirs, as .npy
 */
public record RepeatedSamples(Path model, Path inputs, Path labels, Path gradients) {
  /**
   * Writes one.
   *
   * @param corpus of one label a sample
   * @param count how many samples there shall be
   * @param folder where to
   * @return its files
   */
  public static RepeatedSamples write(Corpus corpus, int count, Path folder) {
    List<Corpus.Row> right =
        corpus.rows().stream().filter(row -> row.name().endsWith("-correct")).toList();
    int[] shape = Npy.read(corpus.folder().resolve("inputs.npy")).shape();
    shape[0] = count;
    int size = right.get(0).x().length;
    float[] inputs = new float[count * size];
    float[] gradients = new float[count * size];
    long[] labels = new long[count];
    for (int k = 0; k < count; k++) {
      Corpus.Row row = right.get(k % right.size());
      labels[k] = row.label();
      for (int i = 0; i < size; i++) {
        inputs[k * size + i] = (float) row.x()[i];
        gradients[k * size + i] = (float) row.gradient()[i];
      }
    }
    RepeatedSamples files =
        new RepeatedSamples(
            corpus.model(),
            folder.resolve("inputs.npy"),
            folder.resolve("labels.npy"),
            folder.resolve("gradients.npy"));
    Npy.write(files.inputs, NpyArray.of(inputs, shape));
    Npy.write(files.labels, NpyArray.of(labels, count));
    Npy.write(files.gradients, NpyArray.of(gradients, shape));
    return files;
  }

  /**
   * What asks for an audit of them.
   *
   * @return words behind the command's name
   */
  public List<String> words() {
    return List.of(
        model.toString(),
        "--data",
        inputs.toString(),
        "--label",
        labels.toString(),
        "--gradient",
        gradients.toString());
  }
}
