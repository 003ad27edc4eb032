package dev.belay.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.cli.terminal.Progress;
import dev.belay.cli.terminal.Terminal;
import dev.belay.drills.load.LostUploads;
import dev.belay.drills.load.UploadTarget;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The whole product with the files of uploads in an object store. */
class ObjectStoreIT {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final int REQUESTS_PER_SECOND = 60;

  @Test
  void answersOfAnotherShapeHarmNobodyAndAreNobodysFault() throws Exception {
    Drill drill = Catalogue.named("storage-odd-answer").orElseThrow();
    var terminal =
        new Terminal(
            new PrintWriter(System.out, true),
            new PrintWriter(System.err, true),
            false,
            false,
            false);
    try (Progress progress = terminal.progress();
        OwnBelay own = OwnBelay.withObjectStore(REPOSITORY, progress);
        Stage stage = Stage.on(own.belay(), drill.service())) {
      Report report =
          new DrillRun(
                  stage,
                  drill,
                  new Variants(REPOSITORY).of(drill),
                  Policy.committed(),
                  REQUESTS_PER_SECOND,
                  new LostUploads((UploadTarget) stage.target()),
                  progress)
              .hold();
      assertThat(report.passed()).as(report.toJson()).isTrue();
    }
  }
}
