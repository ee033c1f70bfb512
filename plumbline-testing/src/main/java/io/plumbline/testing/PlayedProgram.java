package io.plumbline.testing;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program that plays a part: the sum of squares in float64, or something that goes wrong. It
 * shares no code with what it is tested against.
 */
public final class PlayedProgram {
  private static final Pattern WHOLE = Pattern.compile("\"(id|points|bytes)\":(\\d+)");

  private static final Pattern BYTES = Pattern.compile("\"binary_data_size\":(\\d+)");
  private static final String LATER = "-later";
  private static final int MANY = 5;

  /** What is written when an endless answer has begun. */
  private static @Nullable Path begun;

  private PlayedProgram() {}

  /**
   * The command line that plays a part.
   *
   * @param part its name, and what it takes
   * @return words for a shell
   */
  public static String command(String part) {
    return "'"
        + Path.of(System.getProperty("java.home"), "bin", "java")
        + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
        + System.getProperty("java.class.path")
        + "' "
        + PlayedProgram.class.getName()
        + " "
        + part;
  }

  /**
   * Answers until its input ends.
   *
   * @param args the part; a file to make when an endless answer has begun
   */
  public static void main(String[] args) throws Exception {
    String part = args[0];
    begun = args.length > 1 ? Path.of(args[1]) : null;
    InputStream in = System.in;
    for (String line = line(in); line != null; line = line(in)) {
      long[] numbers = numbers(line);
      byte[] data = in.readNBytes((int) numbers[2]);
      if (line.contains("\"describe\"")) {
        describe(part, numbers[0]);
      } else {
        answer(
            partAt(part, numbers[0]),
            line,
            numbers,
            ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
      }
    }
  }

  /** Some things go wrong only later. */
  private static String partAt(String part, long id) {
    if (!part.endsWith(LATER)) {
      return part;
    }
    return id < MANY ? "squares" : part.substring(0, part.length() - LATER.length());
  }

  private static @Nullable String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return null;
      }
      line.append((char) next);
    }
    return line.toString();
  }

  private static long[] numbers(String line) {
    long[] numbers = new long[3];
    Matcher matcher = WHOLE.matcher(line);
    for (int k = 0; k < 3 && matcher.find(); k++) {
      numbers[k] = Long.parseLong(matcher.group(2));
    }
    return numbers;
  }

  private static void describe(String part, long id) throws Exception {
    String values = "{\"id\":" + id + ",\"serves\":[\"value\"]";
    String input = values + ",\"inputs\":[{\"name\":\"w\",\"shape\":";
    switch (part) {
      case "mute" -> Thread.sleep(60_000);
      case "nothing" -> send("{\"id\":" + id + ",\"serves\":[\"gradient\"]}");
      case "unknown" -> send("{\"id\":" + id + ",\"serves\":[\"value\",\"hessian\"]}");
      case "products", "wrong-products" ->
          send("{\"id\":" + id + ",\"serves\":[\"value\",\"vjp\",\"jvp\"]}");
      case "both", "other-value" ->
          send("{\"id\":" + id + ",\"serves\":[\"value\",\"value_with_gradient\"]}");
      case "vector" -> send(values + "}");
      case "single" -> send(input + "[-1],\"datatype\":\"FP32\"}]}");
      case "texts" -> send(input + "[-1],\"datatype\":\"BYTES\"}]}");
      case "image" -> send(input + "[28,-1],\"datatype\":\"FP64\"}]}");
      default -> send("{\"id\":" + id + ",\"serves\":[\"value\",\"gradient\"]}");
    }
  }

  private static void answer(String part, String line, long[] numbers, ByteBuffer data)
      throws Exception {
    int points = (int) numbers[1];
    switch (part) {
      case "crash" -> {
        System.err.println("at step 3");
        System.err.println("division by zero");
        System.exit(7);
      }
      case "endless" -> {
        System.err.println("still at it");
        if (begun != null) {
          Files.createFile(begun);
        }
        while (true) {
          Thread.onSpinWait();
        }
      }
      case "chatty" -> send("the loss is 3");
      case "refuses" -> send("{\"id\":" + numbers[0] + ",\"error\":\"negative\\nradius\"}");
      case "otherId" -> values(99, new double[points], points);
      case "fewer" -> values(numbers[0], new double[points + 1], points + 1);
      case "short" -> send(head(numbers[0], 4, points));
      case "huge" -> send(head(numbers[0], points * 800_000_000L, points, 100_000_000));
      case "vector" -> values(numbers[0], new double[2 * points], points, 2);
      case "line" -> {
        System.out.print("x".repeat(2 << 20));
        System.out.flush();
      }
      case "nan" -> {
        double[] values = new double[points];
        values[0] = Double.NaN;
        values[points - 1] = Double.NEGATIVE_INFINITY;
        values(numbers[0], values, points);
      }
      case "single" -> {
        double[] values = new double[points];
        for (int k = 0; k < points; k++) {
          values[k] = data.getFloat();
        }
        values(numbers[0], values, points);
      }
      default -> squares(part, line, numbers, data);
    }
  }

  /** The sum of squares, its gradient, and products with that; or a mistake in these. */
  private static void squares(String part, String line, long[] numbers, ByteBuffer data)
      throws IOException {
    int points = (int) numbers[1];
    int size = data.remaining() / Double.BYTES / points;
    if (line.contains("\"value_with_gradient\"")) {
      both(part, line, numbers[0], data);
    } else if (line.contains("\"vjp\"")) {
      double[] slopes = new double[size - 1];
      for (int k = 0; k < slopes.length; k++) {
        slopes[k] = 2 * data.getDouble();
      }
      double factor = data.getDouble() * (part.startsWith("wrong") ? 1.01 : 1);
      gradient(line, numbers[0], Arrays.stream(slopes).map(each -> factor * each).toArray());
    } else if (line.contains("\"jvp\"")) {
      double sum = 0;
      for (int k = 0; k < size / 2; k++) {
        sum += 2 * data.getDouble(k * Double.BYTES) * data.getDouble((size / 2 + k) * Double.BYTES);
      }
      values(numbers[0], new double[] {sum}, 1);
    } else if (line.contains("\"gradient\"")) {
      double[] slopes = new double[size * points];
      for (int k = 0; k < slopes.length; k++) {
        slopes[k] = 2 * data.getDouble() + (part.equals("wrong") ? 1e-3 : 0);
      }
      gradient(line, numbers[0], slopes);
    } else {
      double[] values = new double[points];
      for (Matcher tensor = BYTES.matcher(line); tensor.find(); ) {
        int each = Integer.parseInt(tensor.group(1)) / Double.BYTES / points;
        for (int k = 0; k < each * points; k++) {
          double x = data.getDouble();
          values[k / each] += x * x;
        }
      }
      if (part.equals("coarse")) {
        Arrays.setAll(values, k -> (float) (values[k] + 1e4));
      }
      values(numbers[0], values, points);
    }
  }

  /** The value, and behind it the gradient, of one input. */
  private static void both(String part, String line, long id, ByteBuffer data) throws IOException {
    double[] numbers = new double[1 + data.remaining() / Double.BYTES];
    for (int k = 1; k < numbers.length; k++) {
      double x = data.getDouble();
      numbers[0] += x * x;
      numbers[k] = 2 * x;
    }
    numbers[0] *= part.equals("other-value") ? 1.01 : 1;
    String input = line.substring(line.indexOf("\"inputs\":") + 10, line.length() - 2);
    send(head(id, Double.BYTES, 1).replace("}}]}", "}}," + input + "]}"));
    send(numbers);
  }

  /** What has the tensors of the question's inputs. */
  private static void gradient(String line, long id, double[] values) throws IOException {
    int from = line.indexOf("\"inputs\":") + 9;
    int vectors = line.indexOf(",\"vectors\"");
    String tensors = line.substring(from, vectors < 0 ? line.length() - 1 : vectors);
    send("{\"id\":" + id + ",\"outputs\":" + tensors + "}");
    send(values);
  }

  private static String head(long id, long bytes, int... shape) {
    return "{\"id\":"
        + id
        + ",\"outputs\":[{\"name\":\"y\",\"shape\":"
        + Arrays.toString(shape)
        + ",\"datatype\":\"FP64\",\"parameters\":{\"binary_data_size\":"
        + bytes
        + "}}]}";
  }

  private static void values(long id, double[] values, int... shape) throws IOException {
    send(head(id, 8L * values.length, shape));
    send(values);
  }

  private static void send(String line) throws IOException {
    System.out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  private static void send(double[] values) throws IOException {
    DataOutputStream out = new DataOutputStream(System.out);
    for (double value : values) {
      out.writeLong(Long.reverseBytes(Double.doubleToRawLongBits(value)));
    }
    out.flush();
  }
}
