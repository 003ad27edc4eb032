package dev.belay.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belay.cli.home.BelayHome;
import dev.belay.cli.terminal.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {

  @TempDir private Path directory;

  @Test
  void theReasonIsNotBuriedUnderFrames() throws IOException {
    Path log = directory.resolve("a.log");
    Files.writeString(
        log,
        "first\nERROR it failed\n\tat a.B.c(B.java:1)\n\tat d.E.f(E.java:2)\n"
            + "Caused by: the disk\n\tat g.H.i(H.java:3)\n\t... 24 common frames omitted\n\n");

    assertThat(Logs.lastWords(log, 2)).isEqualTo("ERROR it failed\nCaused by: the disk");
    assertThat(Logs.lastLines(log, 3)).startsWith("Caused by").endsWith("omitted");
    assertThat(Logs.lastLines(directory.resolve("none"), 3)).isEmpty();
  }

  @Test
  void aLogIsNamedInFullOrByItsBeginning() throws Exception {
    var home = new BelayHome(directory);
    Path logs = Files.createDirectory(home.logsDirectory());
    Files.writeString(logs.resolve("upload-service-r1-0.log"), "");
    Path newest = Files.writeString(logs.resolve("upload-service-r2-0.log"), "");
    assertThat(newest.toFile().setLastModified(System.currentTimeMillis() + 5_000)).isTrue();

    var files = new LogFiles(home);

    assertThat(files.named("upload-service")).isEqualTo(newest);
    assertThat(files.named("upload-service-r1-0")).isNotEqualTo(newest);
    assertThatThrownBy(() -> files.named("../credentials"))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("upload-service-r1-0, upload-service-r2-0");
  }

  @Test
  void followsOverANewBeginning() throws Exception {
    Path log = Files.writeString(directory.resolve("a.log"), "before\n");
    List<String> heard = new CopyOnWriteArrayList<>();
    Thread follower =
        Thread.ofVirtual()
            .start(() -> {
              try {
                LogFiles.follow(log, heard::add);
              } catch (IOException | InterruptedException e) {
                heard.add("ended");
              }
            });
    try {
      await()
          .until(() -> {
            Files.writeString(log, "x\n", StandardOpenOption.APPEND);
            return !heard.isEmpty();
          });
      assertThat(heard).doesNotContain("before");

      Files.writeString(log, "anew\n");
      await().until(() -> heard.contains("anew"));
    } finally {
      follower.interrupt();
    }
    await().until(() -> heard.contains("ended"));
  }
}
