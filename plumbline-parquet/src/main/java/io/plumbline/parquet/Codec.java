package io.plumbline.parquet;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import io.plumbline.core.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;

/** Unpacks pages. */
final class Codec {
  /** What a page may unpack to, however small it is. Writers make pages of 1 MiB. */
  private static final long FREE_BYTES = 1 << 26;

  /** Beyond that, how often its size: pictures are packed already. */
  private static final long MOST_RATIO = 20;

  private Codec() {}

  /**
   * Unpacks a page.
   *
   * @param packed its bytes
   * @param size what they unpack to, as the file says it
   * @throws InvalidInputException if it is too large, or packed by what is not known
   * @throws IOException if it is damaged
   */
  static byte[] unpacked(CompressionCodec codec, byte[] packed, int size) throws IOException {
    if (size < 0 || size > Math.max(FREE_BYTES, MOST_RATIO * packed.length)) {
      throw new InvalidInputException(
          "page (%s bytes) must be at most %s bytes for one of this length"
              .formatted(size, Math.max(FREE_BYTES, MOST_RATIO * packed.length)));
    }
    byte[] bytes =
        switch (codec) {
          case UNCOMPRESSED -> packed;
          case GZIP -> {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
              yield in.readNBytes(size);
            }
          }
          case SNAPPY -> unpacked(new SnappyDecompressor(), packed, size);
          case ZSTD -> unpacked(new ZstdDecompressor(), packed, size);
          case LZ4_RAW -> unpacked(new Lz4Decompressor(), packed, size);
          default ->
              throw new InvalidInputException(
                  "compression (" + codec + ") must be none, SNAPPY, GZIP, ZSTD or LZ4_RAW");
        };
    if (bytes.length != size) {
      throw new IOException("page must be whole");
    }
    return bytes;
  }

  private static byte[] unpacked(Decompressor decompressor, byte[] packed, int size)
      throws IOException {
    byte[] bytes = new byte[size];
    int length = decompressor.decompress(packed, 0, packed.length, bytes, 0, size);
    if (length != size) {
      throw new IOException("page must be whole");
    }
    return bytes;
  }
}
