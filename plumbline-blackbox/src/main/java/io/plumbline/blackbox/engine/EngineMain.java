package io.plumbline.blackbox.engine;

import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The engine's process: loads one model and evaluates it for whoever started it, over a socket in
 * its folder, one connection to a thread. It ends when its input does, which is when the other
 * process ends, however that happens.
 */
public final class EngineMain {
  /** What is asked for, and how it went. */
  static final byte DECLARED = 0;

  static final byte RUN = 1;
  static final byte FINE = 0;
  static final byte REFUSED = 1;

  private final CompletableFuture<Loaded> model = new CompletableFuture<>();

  private EngineMain() {}

  /**
   * Runs until the input ends.
   *
   * @param args the engine's kind and the folder
   * @throws IOException if the socket cannot be made
   */
  public static void main(String[] args) throws IOException {
    PrivateFolder folder = new PrivateFolder(Path.of(args[1]));
    daemon("lifeline", () -> untilInputEnds(folder));
    new EngineMain().serve(EngineKind.valueOf(args[0]), folder);
  }

  private static void untilInputEnds(PrivateFolder folder) {
    try {
      System.in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      // That is its end as well.
    }
    folder.delete();
    Runtime.getRuntime().halt(0);
  }

  private void serve(EngineKind kind, PrivateFolder folder) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(folder.socket()));
      daemon("load", () -> load(kind, folder));
      while (true) {
        SocketChannel socket = server.accept();
        daemon("connection", () -> answerAll(socket));
      }
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, "plumbline-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void load(EngineKind kind, PrivateFolder folder) {
    try {
      model.complete(kind.load(folder.model()));
    } catch (RuntimeException | Error e) {
      model.completeExceptionally(e);
    }
  }

  private void answerAll(SocketChannel socket) {
    try (Messages messages = new Messages(socket)) {
      while (true) {
        answer(messages.receive(), messages);
      }
    } catch (IOException e) {
      // The other side has gone.
    }
  }

  private void answer(ByteBuffer request, Messages messages) throws IOException {
    try {
      Loaded loaded = loaded();
      if (request.get() == DECLARED) {
        tell(loaded.declared(), messages);
      } else {
        int output = request.getInt();
        long[] shape = Messages.shape(request);
        ByteBuffer values = request.slice().order(request.order());
        tell(loaded.run(values, shape, output), messages);
      }
    } catch (RuntimeException | Error e) {
      refuse(e, messages);
    }
  }

  private Loaded loaded() {
    try {
      return model.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof InvalidInputException known ? known : e;
    }
  }

  private static void tell(ModelSignature declared, Messages messages) throws IOException {
    List<byte[]> outputs = declared.outputs().stream().map(Messages::utf8).toList();
    long length = 1L << 10;
    for (byte[] output : outputs) {
      length += Integer.BYTES + output.length;
    }
    ByteBuffer message = messages.begin(length + 8L * declared.shape().length);
    message.put(FINE);
    Messages.putShape(message, declared.shape());
    message.putInt(declared.precision().ordinal());
    message.putInt(outputs.size());
    outputs.forEach(output -> Messages.putText(message, output));
    messages.send();
  }

  private static void tell(Output output, Messages messages) throws IOException {
    long length = (1L << 10) + 8L * (output.shape().length + (long) output.values().length);
    if (length > Messages.MOST_BYTES) {
      throw new InvalidInputException(
          "outputs (" + output.values().length + ") must be at most " + Messages.MOST_BYTES / 8);
    }
    ByteBuffer message = messages.begin(length);
    message.put(FINE);
    Messages.putShape(message, output.shape());
    for (double value : output.values()) {
      message.putDouble(value);
    }
    messages.send();
  }

  private static void refuse(Throwable failure, Messages messages) throws IOException {
    String line =
        failure instanceof InvalidInputException
            ? String.valueOf(failure.getMessage())
            : "could not be evaluated: " + failure;
    byte[] text = Messages.utf8(line);
    ByteBuffer message = messages.begin(text.length + 8L);
    message.put(REFUSED);
    Messages.putText(message, text);
    messages.send();
  }
}
