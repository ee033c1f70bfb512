package io.plumbline.program;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that plays a part: the sum of squares in float64, or something that goes wrong. It
 * shares no code with what it is tested against.
 */
final class Played {
  private static final Pattern WHOLE = Pattern.compile("\"(id|points|bytes)\":(\\d+)");

  /** What is written when an endless answer has begun. */
  private static Path begun;

  private Played() {}

  /** The command line that plays a part. */
  static String command(String part) {
    return "'"
        + Path.of(System.getProperty("java.home"), "bin", "java")
        + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
        + System.getProperty("java.class.path")
        + "' "
        + Played.class.getName()
        + " "
        + part;
  }

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
        answer(part, line, numbers, ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
      }
    }
  }

  private static String line(InputStream in) throws IOException {
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
    switch (part) {
      case "mute" -> Thread.sleep(60_000);
      case "nothing" -> send("{\"id\":" + id + ",\"serves\":[\"gradient\"]}");
      case "unknown" -> send("{\"id\":" + id + ",\"serves\":[\"value\",\"hessian\"]}");
      case "single" ->
          send(
              "{\"id\":"
                  + id
                  + ",\"serves\":[\"value\"],\"inputs\":[{\"name\":\"w\",\"shape\":[-1],"
                  + "\"datatype\":\"FP32\"}]}");
      case "half" ->
          send(
              "{\"id\":"
                  + id
                  + ",\"serves\":[\"value\"],\"inputs\":[{\"name\":\"w\",\"shape\":[-1],"
                  + "\"datatype\":\"FP16\"}]}");
      case "image" ->
          send(
              "{\"id\":"
                  + id
                  + ",\"serves\":[\"value\"],\"inputs\":[{\"name\":\"w\",\"shape\":[28,-1],"
                  + "\"datatype\":\"FP64\"}]}");
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
      case "otherId" -> values(99, points, new double[points]);
      case "fewer" -> values(numbers[0], points + 1, new double[points + 1]);
      case "short" ->
          send(
              "{\"id\":"
                  + numbers[0]
                  + ",\"outputs\":[{\"name\":\"y\",\"shape\":["
                  + points
                  + "],\"datatype\":\"FP64\",\"parameters\":{\"binary_data_size\":4}}]}");
      case "huge" ->
          send(
              "{\"id\":"
                  + numbers[0]
                  + ",\"outputs\":[{\"name\":\"y\",\"shape\":["
                  + points
                  + ",100000000],\"datatype\":\"FP64\",\"parameters\":{\"binary_data_size\":"
                  + points * 800_000_000L
                  + "}}]}");
      case "line" -> {
        System.out.print("x".repeat(2 << 20));
        System.out.flush();
      }
      case "nan" -> {
        double[] values = new double[points];
        values[0] = Double.NaN;
        values[points - 1] = Double.NEGATIVE_INFINITY;
        values(numbers[0], points, values);
      }
      case "single" -> {
        double[] values = new double[points];
        for (int k = 0; k < points; k++) {
          values[k] = data.getFloat();
        }
        values(numbers[0], points, values);
      }
      default -> {
        int size = data.remaining() / Double.BYTES / points;
        boolean gradient = line.contains("\"gradient\"");
        double[] values = new double[gradient ? size * points : points];
        for (int k = 0; k < size * points; k++) {
          double x = data.getDouble();
          values[gradient ? k : k / size] += gradient ? 2 * x : x * x;
        }
        if (gradient) {
          String tensor = line.substring(line.indexOf("\"inputs\":") + 9, line.length() - 1);
          send("{\"id\":" + numbers[0] + ",\"outputs\":" + tensor + "}");
          send(values);
        } else {
          values(numbers[0], points, values);
        }
      }
    }
  }

  private static void values(long id, int points, double[] values) throws IOException {
    send(
        "{\"id\":"
            + id
            + ",\"outputs\":[{\"name\":\"y\",\"shape\":["
            + points
            + "],\"datatype\":\"FP64\",\"parameters\":{\"binary_data_size\":"
            + 8 * points
            + "}}]}");
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
