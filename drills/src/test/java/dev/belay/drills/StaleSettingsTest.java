package dev.belay.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people have set for a service stays as it is, whatever a drill does. */
class StaleSettingsTest {

  @TempDir private Path directory;

  private StaleSettings.Wrong wrong() {
    return new StaleSettings.Wrong(directory.resolve("upload-service.env"), "canary");
  }

  @Test
  void aFileThatWasNotThereIsGoneAgain() throws IOException {
    wrong().breakNow();
    assertThat(Files.readString(wrong().file()))
        .contains("UPLOAD_APIKEYS=canary\n")
        .contains("UPLOAD_CORS_ALLOWEDORIGINS=");

    wrong().mend();
    wrong().close();

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatWasInTheFileStaysThere() throws IOException {
    Files.writeString(wrong().file(), "# ours\nCOLOUR=red");
    wrong().breakNow();
    assertThat(Files.readString(wrong().file())).startsWith("# ours\nCOLOUR=red\n");

    wrong().mend();

    assertThat(Files.readString(wrong().file())).isEqualTo("# ours\nCOLOUR=red\n");
  }

  @Test
  void aServiceThatSetsThemItselfIsLeftAlone() throws IOException {
    Files.writeString(wrong().file(), "UPLOAD_APIKEYS=ours\n");

    assertThatThrownBy(() -> wrong().breakNow()).isInstanceOf(DrillImpossibleException.class);
    assertThat(Files.readString(wrong().file())).isEqualTo("UPLOAD_APIKEYS=ours\n");
  }
}
