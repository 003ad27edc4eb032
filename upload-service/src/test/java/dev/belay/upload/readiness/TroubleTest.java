package dev.belay.upload.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class TroubleTest {

  @Test
  void tellsTheOperatingSystemsWordsOfTheStore() {
    assertThat(StoreTrouble.reason(new FileSystemException("/x", null, "Read-only file system")))
        .isEqualTo("Read-only file system");
    assertThat(StoreTrouble.reason(new IOException("No space left on device")))
        .isEqualTo("No space left on device");
    assertThat(StoreTrouble.reason(new AccessDeniedException("/x"))).isEqualTo("Permission denied");
    assertThat(StoreTrouble.reason(new FileSystemException("/x"))).isEqualTo("Input/output error");
    assertThat(StoreTrouble.reason(new IllegalStateException("a secret")))
        .isEqualTo("IllegalStateException");
  }

  @Test
  void tellsHowMuchSpaceIsMissing(@TempDir Path directory) throws IOException {
    DataSize free = DataSize.ofBytes(Files.getFileStore(directory).getUsableSpace());
    FreeSpace.check(directory, DataSize.ofBytes(free.toBytes() / 2));
    DataSize more = DataSize.ofGigabytes(free.toGigabytes() + 10);
    assertThatThrownBy(() -> FreeSpace.check(directory, more))
        .satisfies(failure ->
            assertThat(StoreTrouble.reason(failure))
                .startsWith("No space left on device: ")
                .endsWith(
                    "and %d MiB must be (upload.store.min-free)".formatted(more.toMegabytes())));
  }

  @Test
  void tellsTheStateOfTheDatabaseAndNeverTheDriversWords() {
    SQLException refused = new SQLException("Connection to db.internal:5432 refused", "08001");
    SQLException pooled = new SQLTransientConnectionException("pool: timed out", null, 0, refused);
    assertThat(DatabaseTrouble.reason(pooled)).isEqualTo("the connection failed (SQLSTATE 08001)");
    assertThat(DatabaseTrouble.reason(new SQLException("user \"x\"", "28P01")))
        .isEqualTo("the login was refused (SQLSTATE 28P01)");
    assertThat(DatabaseTrouble.reason(new SQLException("relation", "42P01")))
        .isEqualTo("a table is missing (SQLSTATE 42P01)");
    assertThat(DatabaseTrouble.reason(new SQLException("words", "odd\nstate")))
        .isEqualTo("no connection within the time limit");
  }
}
