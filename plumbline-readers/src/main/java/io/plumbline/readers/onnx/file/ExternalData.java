package io.plumbline.readers.onnx.file;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.plumbline.core.ForeignText;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.InvalidModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tensors kept in files beside the model. Only regular files inside the model's own directory are
 * opened, whatever the model asks for.
 */
public final class ExternalData {
  private final String source;
  private final Path directory;

  public ExternalData(Path model) {
    this.source = model.getFileName().toString();
    this.directory = Objects.requireNonNull(model.toAbsolutePath().getParent());
  }

  /** The bytes of a tensor, of which there must be {@code expected}. */
  ByteBuffer read(TensorProto tensor, String name, long expected) {
    String location = null;
    long offset = 0;
    long length = expected;
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      switch (entry.getKey()) {
        case "location" -> location = entry.getValue();
        case "offset" -> offset = number(entry, name);
        case "length" -> length = number(entry, name);
        default -> {
          // A checksum is advice to others; basepath is not part of the standard.
        }
      }
    }
    if (location == null || location.isEmpty()) {
      throw error(name, "external location (none) must be given");
    }
    if (length != expected) {
      throw error(name, "external length (" + length + ") must be " + expected + " bytes");
    }
    Path file = resolve(location, name);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (offset > channel.size() - length) {
        throw error(
            name,
            "external data ("
                + offset
                + " + "
                + length
                + ") must lie within the "
                + channel.size()
                + " bytes of "
                + location);
      }
      return readFully(channel, offset, (int) length);
    } catch (IOException e) {
      throw error(name, "external data (" + location + ") must be readable");
    }
  }

  /** The files that tensors anywhere in a message lie in, such as may be read. */
  public Stream<Path> files(Message message) {
    if (message instanceof TensorProto tensor) {
      return tensor.getExternalDataList().stream()
          .filter(entry -> entry.getKey().equals("location"))
          .flatMap(entry -> found(entry.getValue()).stream());
    }
    return message.getAllFields().entrySet().stream()
        .filter(field -> field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE)
        .map(Map.Entry::getValue)
        .flatMap(value -> value instanceof List<?> list ? list.stream() : Stream.of(value))
        .flatMap(value -> files((Message) value))
        .distinct();
  }

  private Optional<Path> found(String location) {
    try {
      return Optional.of(resolve(location, ""));
    } catch (InvalidInputException e) {
      // Nothing is read there.
      return Optional.empty();
    }
  }

  private static ByteBuffer readFully(FileChannel channel, long offset, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new IOException("the file ended");
      }
    }
    return bytes.flip();
  }

  private Path resolve(String location, String name) {
    try {
      Path relative = Path.of(location);
      Path file = directory.resolve(relative).normalize();
      if (relative.isAbsolute() || !file.startsWith(directory.normalize())) {
        throw error(
            name,
            "external location (" + printable(location) + ") must be inside the model's folder");
      }
      Path real = file.toRealPath();
      if (!real.startsWith(directory.toRealPath()) || !Files.isRegularFile(real)) {
        throw error(
            name,
            "external location ("
                + printable(location)
                + ") must be a file inside the model's folder");
      }
      return real;
    } catch (InvalidPathException | IOException e) {
      throw error(name, "external data (" + printable(location) + ") must be readable");
    }
  }

  private long number(StringStringEntryProto entry, String name) {
    try {
      long number = Long.parseLong(entry.getValue());
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The line below says it.
    }
    throw error(
        name,
        "external "
            + entry.getKey()
            + " ("
            + printable(entry.getValue())
            + ") must be a number of bytes");
  }

  /** A file's text in one short line. */
  public static String printable(String text) {
    return ForeignText.excerpt(text);
  }

  private InvalidInputException error(String name, String line) {
    return new InvalidModelException(source + ": tensor " + printable(name) + ": " + line);
  }
}
