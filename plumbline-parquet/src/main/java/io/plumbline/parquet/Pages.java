package io.plumbline.parquet;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** The pages of one column in one row group, each read from the file when it is asked for. */
final class Pages implements PageReader {
  /** Statistics in a header make it longer than the hundred bytes that it has otherwise. */
  private static final int LONGEST_HEADER = 1 << 16;

  private final Source source;
  private final ColumnMetaData column;
  private final long end;
  private long at;

  Pages(Source source, ColumnMetaData column) {
    this.source = source;
    this.column = column;
    long data = column.getData_page_offset();
    long dictionary = column.isSetDictionary_page_offset() ? column.getDictionary_page_offset() : 0;
    this.at = dictionary > 0 ? Math.min(dictionary, data) : data;
    long size = source.size().orElse(0);
    long length = column.getTotal_compressed_size();
    if (at < 0 || length < 0 || at > size - length) {
      throw new InvalidInputException("column must be within the file");
    }
    this.end = at + length;
  }

  /** A header, with the bytes behind it. */
  private record Page(PageHeader header, byte[] packed) {}

  private @Nullable Page next() throws IOException {
    if (at >= end) {
      return null;
    }
    byte[] window = source.part(at, (int) Math.min(LONGEST_HEADER, end - at));
    ByteArrayInputStream in = new ByteArrayInputStream(window);
    PageHeader header = Util.readPageHeader(in);
    long start = at + window.length - in.available();
    int length = header.getCompressed_page_size();
    if (length < 0 || length > end - start) {
      throw new IOException("page must be within the column");
    }
    byte[] packed = source.part(start, length);
    at = start + length;
    CRC32 sum = new CRC32();
    sum.update(packed);
    if (header.isSetCrc() && header.getCrc() != (int) sum.getValue()) {
      throw new IOException("sum of the page must be its CRC-32");
    }
    return new Page(header, packed);
  }

  @Override
  public @Nullable DictionaryPage readDictionaryPage() {
    long before = at;
    try {
      Page page = next();
      if (page == null || page.header.getType() != PageType.DICTIONARY_PAGE) {
        at = before;
        return null;
      }
      DictionaryPageHeader header = page.header.getDictionary_page_header();
      return new DictionaryPage(
          BytesInput.from(unpacked(page)), header.getNum_values(), encoding(header.getEncoding()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] unpacked(Page page) throws IOException {
    return Codec.unpacked(column.getCodec(), page.packed, page.header.getUncompressed_page_size());
  }

  private static Encoding encoding(org.apache.parquet.format.Encoding encoding) {
    return Encoding.valueOf(encoding.name());
  }

  @Override
  public long getTotalValueCount() {
    return column.getNum_values();
  }

  @Override
  public DataPage readPage() {
    try {
      Page page = next();
      while (page != null) {
        // Some writers end a column with a page of nothing.
        DataPageHeader first = page.header.getData_page_header();
        DataPageHeaderV2 second = page.header.getData_page_header_v2();
        if (first != null && first.getNum_values() > 0) {
          return first(page, first);
        }
        if (second != null && second.getNum_values() > 0) {
          return second(page, second);
        }
        page = next();
      }
      throw new IOException("column must have as many values as it says");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DataPage first(Page page, DataPageHeader header) throws IOException {
    return new DataPageV1(
        BytesInput.from(unpacked(page)),
        header.getNum_values(),
        page.header.getUncompressed_page_size(),
        none(),
        encoding(header.getRepetition_level_encoding()),
        encoding(header.getDefinition_level_encoding()),
        encoding(header.getEncoding()));
  }

  /** Its levels come first, and are never packed. */
  private DataPage second(Page page, DataPageHeaderV2 header) throws IOException {
    int repeated = header.getRepetition_levels_byte_length();
    int levels = Math.addExact(repeated, header.getDefinition_levels_byte_length());
    byte[] packed = page.packed;
    if (repeated < 0 || levels < repeated || levels > packed.length) {
      throw new IOException("levels must be within the page");
    }
    byte[] values = Arrays.copyOfRange(packed, levels, packed.length);
    boolean plain = header.isSetIs_compressed() && !header.isIs_compressed();
    int size = page.header.getUncompressed_page_size() - levels;
    return DataPageV2.uncompressed(
        header.getNum_rows(),
        header.getNum_nulls(),
        header.getNum_values(),
        BytesInput.from(Arrays.copyOf(packed, repeated)),
        BytesInput.from(Arrays.copyOfRange(packed, repeated, levels)),
        encoding(header.getEncoding()),
        BytesInput.from(plain ? values : Codec.unpacked(column.getCodec(), values, size)),
        none());
  }

  /** Whoever reads every value has no use for them. */
  private static @Nullable Statistics<?> none() {
    return null;
  }
}
