package io.plumbline.jobs.audit.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest {
  @TempDir private Path folder;

  @Test
  void whatIsWrittenPieceByPieceStays() {
    FolderStore store = FolderStore.of(folder);
    store.stream("rows", out -> out.write(1));
    assertThat(folder.resolve("rows")).hasBinaryContent(new byte[] {1});

    assertThatThrownBy(
            () ->
                store.stream(
                    "rows",
                    out -> {
                      out.write(2);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "output file ("
                + folder.resolve("rows")
                + ") must be writable: No space left on device");
    assertThat(folder.resolve("rows")).hasBinaryContent(new byte[] {2});
    store.stream("rows", out -> out.write(3));
    assertThat(folder.resolve("rows")).as("nobody holds it").hasBinaryContent(new byte[] {3});
    assertThat(store.names("")).containsExactly("rows");
  }
}
