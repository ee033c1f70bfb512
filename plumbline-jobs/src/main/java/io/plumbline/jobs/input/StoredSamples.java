package io.plumbline.jobs.input;

import io.plumbline.core.ForeignText;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.dataset.DataRecord;
import io.plumbline.dataset.SampleSource;
import io.plumbline.graph.Graph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The samples of a data set with their labels and gradients, as a model takes them; each is read
 * when it is asked for. Safe for several threads.
 */
public final class StoredSamples implements AutoCloseable {
  /** Whose first records all cannot be used is not what the model takes. */
  private static final int TRIED = 16;

  private final SampleSource data;
  private final Optional<StoredLabels> labels;
  private final Optional<SampleSource> gradients;

  private StoredSamples(
      SampleSource data, Optional<StoredLabels> labels, Optional<SampleSource> gradients) {
    this.data = data;
    this.labels = labels;
    this.gradients = gradients;
  }

  /**
   * Opens a data set.
   *
   * @param data what holds the samples, as {@code docs/data-sets.md} describes it
   * @param label one class for all, or what holds the labels; the data set's own where absent
   * @param gradient what holds the gradients; none where absent
   * @return the samples, to be closed
   * @throws InvalidInputException if one cannot be opened, or they are not as many
   */
  public static StoredSamples open(String data, Optional<String> label, Optional<String> gradient) {
    List<Runnable> opened = new ArrayList<>();
    try {
      SampleSource samples = SampleSource.open(data);
      opened.add(samples::close);
      Optional<StoredLabels> labels =
          label.map(each -> of("--label", () -> StoredLabels.open(each, samples.size())));
      labels.ifPresent(each -> opened.add(each::close));
      Optional<SampleSource> gradients =
          gradient.map(each -> of("--gradient", () -> SampleSource.open(each)));
      gradients.ifPresent(each -> opened.add(each::close));
      labels.ifPresent(each -> requireAsMany("--label", label, each.size(), samples));
      gradients.ifPresent(each -> requireAsMany("--gradient", gradient, each.size(), samples));
      return new StoredSamples(samples, labels, gradients);
    } catch (RuntimeException e) {
      opened.forEach(Runnable::run);
      throw e;
    }
  }

  /** What an option's value holds; what is wrong with it is said of the option. */
  private static <T> T of(String option, Supplier<T> opening) {
    try {
      return opening.get();
    } catch (InvalidInputException e) {
      throw new InvalidInputException(option + ": " + e.getMessage(), e);
    }
  }

  private static void requireAsMany(
      String option, Optional<String> given, int size, SampleSource samples) {
    if (size != samples.size()) {
      throw new InvalidInputException(
          option
              + " ("
              + given.orElseThrow()
              + ", "
              + size
              + ") must have one for each of the "
              + samples.size()
              + " samples of "
              + samples.name());
    }
  }

  /**
   * How many samples there are.
   *
   * @return the size of the data set
   */
  public int size() {
    return data.size();
  }

  /**
   * The files that are read.
   *
   * @return of samples, labels and gradients
   */
  public Stream<Path> files() {
    return Stream.of(data.files(), labelFiles(), gradientFiles()).flatMap(List::stream);
  }

  /**
   * The files that labels are read from.
   *
   * @return none where the labels are the data set's own, or one class for all
   */
  public List<Path> labelFiles() {
    return labels.map(StoredLabels::files).orElse(List.of());
  }

  /**
   * The files that gradients are read from.
   *
   * @return none where none are given
   */
  public List<Path> gradientFiles() {
    return gradients.map(SampleSource::files).orElse(List.of());
  }

  /**
   * A record as the data set has it, such as for its picture.
   *
   * @return where records are read
   */
  public SampleSource data() {
    return data;
  }

  /**
   * A sample as it is stored.
   *
   * @param index from 0
   * @param layout where its channels are, if the data set does not know
   * @return with a batch axis of one
   * @throws InvalidInputException if the record cannot be read
   */
  public InputArray array(int index, Optional<ArrayLayout> layout) {
    return array(index, data.read(index), layout);
  }

  /**
   * A sample as the others are stored: one of the first that can be read.
   *
   * @param layout where its channels are, if the data set does not know
   * @return with a batch axis of one
   * @throws InvalidInputException if none can be read; why the first cannot
   */
  public InputArray any(Optional<ArrayLayout> layout) {
    return firstOf(index -> array(index, layout));
  }

  /** What is made of one of the first records of which it can be made. */
  private <T> T firstOf(IntFunction<T> reading) {
    InvalidInputException first = null;
    for (int index = 0; index < Math.min(TRIED, size()); index++) {
      try {
        return reading.apply(index);
      } catch (InvalidInputException e) {
        first = first == null ? e : first;
      }
    }
    throw first == null
        ? new InvalidInputException("data (" + data.name() + ") must have at least one sample")
        : first;
  }

  private InputArray array(int index, DataRecord record, Optional<ArrayLayout> said) {
    NpyArray values = record.values();
    String name = name(index, record.key());
    int[] shape = Shape.upTo(Integer.MAX_VALUE, values.shape()).withFirst(1).extents();
    if (record.layout().isPresent() && said.isPresent()) {
      throw new InvalidInputException(
          "--layout ("
              + said.get()
              + ") must not be with "
              + data.name()
              + ", whose layout is known to be "
              + Turn.word(record.layout().get()));
    }
    said.ifPresent(layout -> InputArray.requireAxes(name, shape, layout));
    Optional<ImageLayout> stored = record.layout().or(() -> said.map(ArrayLayout::image));
    return new InputArray(
        name,
        values.type(),
        shape,
        values.toDoubles(),
        stored.map(layout -> new Turn(layout, layout)),
        record.picture());
  }

  private String name(int index, String key) {
    String number = Integer.toString(index);
    return "record " + number + (key.equals(number) ? "" : " (" + ForeignText.excerpt(key) + ")");
  }

  /**
   * One sample, ready to be checked.
   *
   * @param key what people find it by
   * @param sample with its target
   */
  public record Ready(String key, LabelledSamples sample) {}

  /**
   * The samples as a model takes them.
   *
   * @param graph the model
   * @param of the loss that is meant, and what becomes of samples before the model sees them
   * @return a reader
   */
  public Fitted fitting(Graph graph, ModelAndSamples of) {
    return fitting(new SampleArrays(graph), of);
  }

  /** The same of arrays whose shapes are known. */
  Fitted fitting(SampleArrays arrays, ModelAndSamples of) {
    return new Fitted(arrays, of);
  }

  /** Reads samples as a model takes them. */
  public final class Fitted {
    private final SampleArrays arrays;
    private final ModelAndSamples of;
    private final Targets targets;

    private Fitted(SampleArrays arrays, ModelAndSamples of) {
      this.arrays = arrays;
      this.of = of;
      this.targets = arrays.targets(of.loss());
    }

    /**
     * Reads one.
     *
     * @param index from 0
     * @return the sample with its target
     * @throws InvalidInputException if the record cannot be read, does not fit the model, or has no
     *     label
     */
    public Ready read(int index) {
      DataRecord record = data.read(index);
      InputArray array = array(index, record, of.preprocessing().layout());
      return new Ready(
          record.key(), arrays.one(array, of.preprocessing(), targets, label(index, record)));
    }

    /**
     * Makes sure that one of the first records can be used, and what gradients were computed in.
     *
     * @param said what the user says it is
     * @return its precision; what was said, or float32, where there are no gradients
     * @throws InvalidInputException if none can be used; why the first cannot
     */
    public Precision require(Optional<Precision> said) {
      firstOf(this::read);
      if (gradients.isEmpty()) {
        return said.orElse(Precision.FLOAT32);
      }
      return firstOf(index -> gradient(index, read(index).sample(), said)).precision();
    }

    /**
     * Reads the gradient of a sample.
     *
     * @param index from 0
     * @param sample it is by
     * @param said what the user says of its precision
     * @return as the model has its input; NaN and infinities are for the check to judge
     * @throws InvalidInputException if it cannot be read, or does not fit
     */
    public GradientArrays.Given gradient(
        int index, LabelledSamples sample, Optional<Precision> said) {
      SampleSource source = gradients.orElseThrow();
      NpyArray array = source.read(index).values();
      GradientArrays.One one = arrays.gradients().one("gradient " + index, array, sample, 0);
      return new GradientArrays.Given(
          List.of(one.values()),
          GradientArrays.precision(source.name(), array.type(), said),
          one.turn());
    }

    private Optional<NpyArray> label(int index, DataRecord record) {
      if (!of.loss().meant().hasTarget()) {
        return Optional.empty();
      }
      if (labels.isPresent()) {
        return Optional.of(labels.get().of(index));
      }
      if (record.label().isEmpty()) {
        throw new InvalidInputException(
            name(index, record.key())
                + ": must have a label of its own, or --label must say what holds the labels");
      }
      return Optional.of(NpyArray.of(new long[] {record.label().getAsInt()}, 1));
    }
  }

  @Override
  public void close() {
    data.close();
    labels.ifPresent(StoredLabels::close);
    gradients.ifPresent(SampleSource::close);
  }
}
