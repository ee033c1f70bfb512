package io.plumbline.blackbox.engine;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.process.ProcessWatch;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * One model in a native engine, in a process of its own. Whatever ends that process, be it a crash,
 * its limits or a message that makes no sense, is one line for whoever waits for an answer, and for
 * everyone who asks later.
 */
public final class EngineProcess implements AutoCloseable {
  private static final Precision[] PRECISIONS = Precision.values();

  private final EngineKind kind;
  private final String source;
  private final PrivateFolder folder;
  private final ProcessGuard guard;
  private final Deque<Messages> idle = new ConcurrentLinkedDeque<>();

  @SuppressWarnings("NullAway.Init") // set before anyone has it
  private ModelSignature declared;

  /** Writes the model to be loaded into a file. */
  @FunctionalInterface
  public interface ModelCopy {
    /**
     * Writes it.
     *
     * @param file its place
     * @throws IOException if there is no room
     */
    void writeTo(Path file) throws IOException;
  }

  /** Reads an answer. */
  @FunctionalInterface
  private interface Answer<T> {
    T of(ByteBuffer message) throws IOException;
  }

  /** Fills in a question. */
  @FunctionalInterface
  private interface Question {
    void into(Messages messages) throws IOException;
  }

  private EngineProcess(
      EngineKind kind, String source, PrivateFolder folder, Process process, Limits limits) {
    this.kind = kind;
    this.source = source;
    this.folder = folder;
    this.guard = new ProcessGuard(process, limits);
  }

  /**
   * Starts the process and loads the model there.
   *
   * @param kind of the engine
   * @param source the file's name, for messages
   * @param limits of the process
   * @param model is asked once to write the model; the engine sees that copy and no other file
   * @return the model, to be closed
   * @throws InvalidInputException if it cannot be loaded
   */
  public static EngineProcess start(
      EngineKind kind, String source, Limits limits, ModelCopy model) {
    PrivateFolder folder = PrivateFolder.create();
    try {
      model.writeTo(folder.model());
    } catch (IOException e) {
      folder.delete();
      throw PrivateFolder.notWritable(e);
    } catch (RuntimeException e) {
      folder.delete();
      throw e;
    }
    EngineProcess engine =
        new EngineProcess(kind, source, folder, EngineCommand.start(kind, folder), limits);
    try {
      engine.declared = engine.ask(EngineProcess::askDeclared, EngineProcess::declared);
      return engine;
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private static void askDeclared(Messages messages) throws IOException {
    messages.begin(1).put(EngineMain.DECLARED);
  }

  /**
   * What the model says of itself.
   *
   * @return the same at any time
   */
  public ModelSignature declared() {
    return declared;
  }

  /**
   * Evaluates; several threads may.
   *
   * @param values in C order, rounded to the input's precision
   * @param length how many of them
   * @param shape of the tensor, the batch axis included
   * @param output which of the declared ones
   * @return its shape and values
   * @throws EngineEnded if the process ended over this, or before
   * @throws InvalidInputException if the model cannot be evaluated there
   */
  public Output run(double[] values, int length, long[] shape, int output) {
    return ask(messages -> put(messages, values, length, shape, output), EngineProcess::output);
  }

  private void put(Messages messages, double[] values, int length, long[] shape, int output)
      throws IOException {
    boolean wide = declared.precision() == Precision.FLOAT64;
    long bytes = (wide ? Double.BYTES : Float.BYTES) * (long) length;
    ByteBuffer message = messages.begin(1L + 2 * Integer.BYTES + 8L * shape.length + bytes);
    message.put(EngineMain.RUN).putInt(output);
    Messages.putShape(message, shape);
    for (int k = 0; k < length; k++) {
      if (wide) {
        message.putDouble(values[k]);
      } else {
        message.putFloat((float) values[k]);
      }
    }
  }

  private static Output output(ByteBuffer message) throws IOException {
    long[] shape = Messages.shape(message);
    double[] values = new double[message.remaining() / Double.BYTES];
    message.asDoubleBuffer().get(values);
    double size = 1;
    for (long extent : shape) {
      size *= extent;
    }
    if (size != values.length) {
      throw new IOException("values (" + values.length + ") must be " + size);
    }
    return new Output(shape, values);
  }

  private static ModelSignature declared(ByteBuffer message) throws IOException {
    long[] shape = Messages.shape(message);
    int precision = message.getInt();
    List<String> outputs = new ArrayList<>();
    for (int k = Messages.entries(message); k > 0; k--) {
      outputs.add(Messages.text(message));
    }
    if (precision < 0 || precision >= PRECISIONS.length) {
      throw new IOException("precision (" + precision + ") must be one of those that there are");
    }
    return new ModelSignature(shape, PRECISIONS[precision], outputs);
  }

  private <T> T ask(Question question, Answer<T> answer) {
    ProcessWatch.Call call = guard.begin();
    try {
      Messages messages = connection();
      question.into(messages);
      messages.send();
      ByteBuffer message = messages.receive();
      if (message.get() == EngineMain.FINE) {
        T result = answer.of(message);
        idle.push(messages);
        return result;
      }
      String refused = Messages.text(message);
      idle.push(messages);
      throw new InvalidInputException(named(refused));
    } catch (IOException | BufferUnderflowException e) {
      throw new EngineEnded(named(guard.whyEnded(kind)), e);
    } finally {
      guard.end(call);
    }
  }

  Path folder() {
    return folder.path();
  }

  /** The process knows the model by its place in the folder. */
  private String named(String line) {
    return source + ": " + line.replace(folder.model().toString(), source);
  }

  /** One that is free, or a new one. */
  private Messages connection() throws IOException {
    Messages free = idle.poll();
    return free != null
        ? free
        : new Messages(guard.connect(UnixDomainSocketAddress.of(folder.socket())));
  }

  @Override
  public void close() {
    guard.close();
    folder.delete();
  }
}
