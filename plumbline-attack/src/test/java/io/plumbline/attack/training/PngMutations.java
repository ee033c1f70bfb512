package io.plumbline.attack.training;

import io.plumbline.testing.generated.Mutations;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** PNG files of which one chunk is changed, dropped or doubled, and all sums are right. */
final class PngMutations {
  private static final int SIGNATURE = 8;
  private static final String PIXELS = "IDAT";

  private PngMutations() {}

  static byte[] of(byte[] png, Random random, Mutations mutations) throws IOException {
    int chosen = random.nextInt(4);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(png, 0, SIGNATURE);
    ByteBuffer in = ByteBuffer.wrap(png, SIGNATURE, png.length - SIGNATURE);
    for (int k = 0; in.hasRemaining(); k++) {
      byte[] content = new byte[in.getInt()];
      byte[] type = new byte[4];
      in.get(type).get(content).getInt();
      if (k != chosen) {
        write(out, type, content);
        continue;
      }
      switch (random.nextInt(6)) {
        case 0 -> {
          // Dropped.
        }
        case 1 -> {
          write(out, type, content);
          write(out, type, content);
        }
        case 2 -> write(out, mutations.of(type), content);
        case 3 -> write(out, type, repacked(type, content, mutations));
        default -> write(out, type, mutations.of(content));
      }
    }
    return bytes.toByteArray();
  }

  /** Changed where it is not packed. */
  private static byte[] repacked(byte[] type, byte[] content, Mutations mutations)
      throws IOException {
    if (!new String(type, StandardCharsets.US_ASCII).equals(PIXELS)) {
      return mutations.of(content);
    }
    byte[] rows = new InflaterInputStream(new ByteArrayInputStream(content)).readAllBytes();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      deflater.write(mutations.of(rows));
    }
    return packed.toByteArray();
  }

  private static void write(DataOutputStream out, byte[] type, byte[] content) throws IOException {
    out.writeInt(content.length);
    out.write(type);
    out.write(content);
    CRC32 sum = new CRC32();
    sum.update(type);
    sum.update(content);
    out.writeInt((int) sum.getValue());
  }
}
