package dev.belay.upload.store;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code upload.store.*}: where files are kept.
 *
 * @param kind {@code file}: in the directory; {@code s3}: in an S3-compatible object store, while
 *     the directory only holds uploads as they are received; default file
 * @param s3 needed where the kind is s3
 * @param directory made when missing; default {@code uploads} in the working directory. All
 *     instances of a service share it where the kind is file
 * @param orphanAge how old a leftover of a killed upload is before it is swept; default 1h, at
 *     least 1m
 * @param sweepInterval between sweeps; default 10m, at least 1s
 * @param sweepLimit entries that one sweep looks at; default 5000, 1 to 100000
 * @param minFree space below which the service is not ready; default 64MB, 0 to 1TB
 */
public record StoreSettings(
    @DefaultValue("file") Kind kind,
    @Nullable S3Settings s3,
    @DefaultValue("uploads") Path directory,
    @DefaultValue("1h") Duration orphanAge,
    @DefaultValue("10m") Duration sweepInterval,
    @DefaultValue("5000") int sweepLimit,
    @DefaultValue("64MB") DataSize minFree) {

  /** Where files stay. */
  public enum Kind {
    FILE,
    S3
  }

  public StoreSettings {
    if (kind == Kind.S3 && s3 == null) {
      throw new IllegalArgumentException(
          "upload.store.kind is s3, and upload.store.s3.bucket is not set");
    }
    directory = directory.toAbsolutePath().normalize();
    atLeast("orphan-age", orphanAge, Duration.ofMinutes(1));
    atLeast("sweep-interval", sweepInterval, Duration.ofSeconds(1));
    if (minFree.isNegative() || minFree.compareTo(DataSize.ofTerabytes(1)) > 0) {
      throw new IllegalArgumentException(
          "upload.store.min-free is %s; it must be 0 to 1TB".formatted(minFree));
    }
    if (sweepLimit < 1 || sweepLimit > 100_000) {
      throw new IllegalArgumentException(
          "upload.store.sweep-limit is %d; it must be 1 to 100000".formatted(sweepLimit));
    }
  }

  private static void atLeast(String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "upload.store.%s is %s; it must be %s at least".formatted(name, value, least));
    }
  }
}
