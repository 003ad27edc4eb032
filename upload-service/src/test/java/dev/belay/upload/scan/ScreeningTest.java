package dev.belay.upload.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.upload.scan.ContentScan.ScanFailedException;
import dev.belay.upload.scan.ContentScan.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreeningTest {

  private static final Path CONTENT = Path.of("content");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private static ContentScan saying(String verdict) {
    return content ->
        switch (verdict) {
          case "clean" -> new Verdict.Clean();
          case "found" -> new Verdict.Found("X");
          case "toolarge" -> new Verdict.TooLarge();
          default -> throw new ScanFailedException("down");
        };
  }

  @ParameterizedTest
  @CsvSource({
    "clean, true, PASSED",
    "clean, false, PASSED",
    "found, true, REFUSED",
    "found, false, REFUSED",
    "toolarge, true, TOO_LARGE",
    "toolarge, false, NOT_SCANNED",
    "unavailable, false, NOT_SCANNED"
  })
  void decides(String verdict, boolean failClosed, Screening.Result result) throws Exception {
    var screening = new Screening(saying(verdict), failClosed, meters);
    assertThat(screening.look("u", CONTENT)).isEqualTo(result);
    assertThat(meters.get("upload.scan").tag("outcome", verdict).timer().count()).isOne();
    assertThat(Screening.note(result).isPresent())
        .isEqualTo(result == Screening.Result.NOT_SCANNED);
  }

  @Test
  void passesNothingWithoutAVerdictWhereItFailsClosed() {
    var screening = new Screening(saying("unavailable"), true, meters);
    assertThatThrownBy(() -> screening.look("u", CONTENT))
        .isInstanceOf(ScannerUnavailableException.class);
    assertThat(meters.get("upload.scan").tag("outcome", "unavailable").timer().count()).isOne();
  }

  @Test
  void passesEverythingWhereThereIsNoScanner() throws Exception {
    assertThat(new Screening(null, true, meters).look("u", CONTENT))
        .isEqualTo(Screening.Result.PASSED);
  }
}
