package dev.belay.upload.scan;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code upload.scan.*}: a look at content before it is stored.
 *
 * @param clamd where ClamAV's daemon listens: {@code host:port}, or {@code unix:} and a path;
 *     default none: nothing is scanned
 * @param failClosed whether nothing is taken while it gives no verdict; default true
 * @param timeout for all of a scan, waiting for its turn not counted; default 10s, 100ms to 30s, so
 *     that an upload and its idempotency key are not held for longer than that key is claimed
 * @param concurrency scans at the same time, which may not be more than clamd's MaxThreads; as long
 *     as the time-out the others wait; default 8, 1 to 64
 */
public record ScanSettings(
    @DefaultValue("") String clamd,
    @DefaultValue("true") boolean failClosed,
    @DefaultValue("10s") Duration timeout,
    @DefaultValue("8") int concurrency) {

  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofSeconds(30);

  public ScanSettings {
    clamd = clamd.strip();
    if (!clamd.isEmpty()) {
      ClamdAddress.check(clamd);
    }
    if (timeout.compareTo(LEAST) < 0 || timeout.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "upload.scan.timeout is %s; it must be %s to %s".formatted(timeout, LEAST, MOST));
    }
    if (concurrency < 1 || concurrency > 64) {
      throw new IllegalArgumentException(
          "upload.scan.concurrency is %d; it must be 1 to 64".formatted(concurrency));
    }
  }
}
