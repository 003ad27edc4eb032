package dev.belay.upload.scan;

import dev.belay.upload.scan.ContentScan.ScanFailedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of content by what the scanner says, or when it says nothing. */
public final class Screening {

  private static final Logger log = LoggerFactory.getLogger(Screening.class);
  private static final String NOT_SCANNED =
      "The content was not scanned: the scanner gave no verdict.";

  private final @Nullable ContentScan scan;
  private final boolean failClosed;
  private final MeterRegistry meters;

  /**
   * @param scan null for none: then everything may pass
   * @param failClosed whether nothing passes without a verdict
   */
  public Screening(@Nullable ContentScan scan, boolean failClosed, MeterRegistry meters) {
    this.scan = scan;
    this.failClosed = failClosed;
    this.meters = meters;
  }

  /** As it is configured. */
  public static Screening of(ScanSettings settings, MeterRegistry meters) {
    ContentScan scan = settings.clamd().isEmpty() ? null : new Clamd(settings);
    return new Screening(scan, settings.failClosed(), meters);
  }

  /** Whether content may be kept. */
  public enum Result {
    PASSED,
    /** The scanner gave no verdict, which is taken for none. */
    NOT_SCANNED,
    REFUSED,
    TOO_LARGE
  }

  /** In words for callers, where they should know. */
  public static Optional<String> note(Result result) {
    return result == Result.NOT_SCANNED ? Optional.of(NOT_SCANNED) : Optional.empty();
  }

  /**
   * @param name of the content in the log
   * @throws ScannerUnavailableException if there is no verdict, and none means no
   */
  public Result look(Object name, Path content)
      throws ScannerUnavailableException, InterruptedException {
    if (scan == null) {
      return Result.PASSED;
    }
    long began = System.nanoTime();
    String outcome = "unavailable";
    try {
      ContentScan.Verdict verdict = scan.scan(content);
      outcome = verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
      return judged(name, verdict);
    } catch (ScanFailedException e) {
      return withoutVerdict(name, e);
    } finally {
      Timer.builder("upload.scan")
          .description("Scans of content before it is stored")
          .tag("outcome", outcome)
          .register(meters)
          .record(Duration.ofNanos(System.nanoTime() - began));
    }
  }

  private Result judged(Object name, ContentScan.Verdict verdict) {
    return switch (verdict) {
      case ContentScan.Verdict.Clean() -> Result.PASSED;
      case ContentScan.Verdict.Found(String signature) -> {
        // For us alone: whoever tries what gets through need not be told.
        log.warn("Upload {} is refused: the scanner found {}", name, signature);
        yield Result.REFUSED;
      }
      case ContentScan.Verdict.TooLarge() -> {
        log.error(
            "Upload {} is larger than the scanner reads: raise clamd's StreamMaxLength to"
                + " upload.image.max-bytes at least",
            name);
        yield failClosed ? Result.TOO_LARGE : Result.NOT_SCANNED;
      }
    };
  }

  private Result withoutVerdict(Object name, ScanFailedException why)
      throws ScannerUnavailableException {
    if (failClosed) {
      throw new ScannerUnavailableException(String.valueOf(why.getMessage()));
    }
    log.warn("Upload {} is taken without being scanned: {}", name, why.getMessage());
    return Result.NOT_SCANNED;
  }
}
