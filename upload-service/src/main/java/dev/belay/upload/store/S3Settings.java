package dev.belay.upload.store;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code upload.store.s3.*}: an S3-compatible object store.
 *
 * @param endpoint default none: the one of Amazon for the region
 * @param region default us-east-1
 * @param bucket has to be there already
 * @param prefix of every key, without a slash at its ends; default none
 * @param pathStyle whether the bucket is named in the path instead of the host; default true
 * @param accessKey with secretKey; default none: what the environment of the process offers (a
 *     role, variables of the AWS SDK)
 * @param connectTimeout also how long a call waits for one of maxConnections; default 2s, 100ms to
 *     1m
 * @param attemptTimeout of one attempt at a call without a body to be streamed to a reader; default
 *     10s, 100ms to 5m
 * @param callTimeout of all attempts together; default 30s, 100ms to 10m
 * @param attempts at one call; default 3, 1 to 10
 * @param maxConnections at one time, those of readers included; default 64, 1 to 1000
 */
public record S3Settings(
    @Nullable URI endpoint,
    @DefaultValue("us-east-1") String region,
    String bucket,
    @DefaultValue("") String prefix,
    @DefaultValue("true") boolean pathStyle,
    @Nullable String accessKey,
    @Nullable String secretKey,
    @DefaultValue("2s") Duration connectTimeout,
    @DefaultValue("10s") Duration attemptTimeout,
    @DefaultValue("30s") Duration callTimeout,
    @DefaultValue("3") int attempts,
    @DefaultValue("64") int maxConnections) {

  private static final Duration LEAST = Duration.ofMillis(100);

  public S3Settings {
    if (bucket == null || bucket.isBlank()) {
      throw new IllegalArgumentException("upload.store.s3.bucket is not set");
    }
    if (prefix.startsWith("/") || prefix.endsWith("/") || prefix.length() > 200) {
      throw new IllegalArgumentException(
          "upload.store.s3.prefix has a slash at an end, or more than 200 characters");
    }
    if ((accessKey == null) != (secretKey == null)) {
      throw new IllegalArgumentException(
          "upload.store.s3.access-key and upload.store.s3.secret-key are set together or not at all");
    }
    within("connect-timeout", connectTimeout, Duration.ofMinutes(1));
    within("attempt-timeout", attemptTimeout, Duration.ofMinutes(5));
    within("call-timeout", callTimeout, Duration.ofMinutes(10));
    within("attempts", attempts, 10);
    within("max-connections", maxConnections, 1000);
  }

  private static void within(String name, Duration value, Duration most) {
    if (value.compareTo(LEAST) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "upload.store.s3.%s is %s; it must be %s to %s".formatted(name, value, LEAST, most));
    }
  }

  private static void within(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "upload.store.s3.%s is %d; it must be 1 to %d".formatted(name, value, most));
    }
  }

  /** Without the login. */
  @Override
  public String toString() {
    return "S3Settings[%s/%s]".formatted(bucket, prefix);
  }
}
