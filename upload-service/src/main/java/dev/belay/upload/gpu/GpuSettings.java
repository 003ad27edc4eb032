package dev.belay.upload.gpu;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code upload.gpu.*}: cut-outs, made by gpu-service.
 *
 * @param url of gpu-service, such as {@code http://127.0.0.1:8081}; default none: no cut-outs
 * @param cutoutByDefault whether an upload that says nothing gets one; default: whether there is a
 *     url
 * @param concurrency calls at the same time; default 2, 1 to 32
 * @param connectTimeout default 2s, 100ms to 1m
 * @param responseTimeout for the whole answer; default 60s, 100ms to 10m
 * @param maxResponse largest cut-out; default 32MB, at most 64MB
 * @param lease how long a job stays with an instance that has gone silent; default 30s, 1s to 10m
 * @param pollInterval how often due jobs are looked for when nothing announces them; default 5s,
 *     50ms to 10m
 * @param retryDelay after the first failure; doubles with each; default 1s, 10ms to 10m
 * @param maxRetryDelay default 5m, retryDelay to 24h
 * @param credentialRetryDelay after gpu-service refused our key; default 10m, 10ms to 24h
 * @param giveUpAfter how long a job may go on failing; default 24h, 1s to 30d
 */
public record GpuSettings(
    @DefaultValue("") String url,
    @Nullable Boolean cutoutByDefault,
    @DefaultValue("2") int concurrency,
    @DefaultValue("2s") Duration connectTimeout,
    @DefaultValue("60s") Duration responseTimeout,
    @DefaultValue("32MB") DataSize maxResponse,
    @DefaultValue("30s") Duration lease,
    @DefaultValue("5s") Duration pollInterval,
    @DefaultValue("1s") Duration retryDelay,
    @DefaultValue("5m") Duration maxRetryDelay,
    @DefaultValue("10m") Duration credentialRetryDelay,
    @DefaultValue("24h") Duration giveUpAfter) {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  public GpuSettings {
    url = url.strip();
    checkUrl(url);
    if (Boolean.TRUE.equals(cutoutByDefault) && url.isEmpty()) {
      throw new IllegalArgumentException(
          "upload.gpu.cutout-by-default is true, but upload.gpu.url is not set");
    }
    check("concurrency", concurrency, 1, 32);
    check("max-response", maxResponse.toBytes(), 1024, 64L << 20);
    check("connect-timeout", connectTimeout, Duration.ofMillis(100), MINUTE);
    check("response-timeout", responseTimeout, Duration.ofMillis(100), MINUTE.multipliedBy(10));
    check("lease", lease, Duration.ofSeconds(1), MINUTE.multipliedBy(10));
    check("poll-interval", pollInterval, Duration.ofMillis(50), MINUTE.multipliedBy(10));
    check("retry-delay", retryDelay, Duration.ofMillis(10), MINUTE.multipliedBy(10));
    check("max-retry-delay", maxRetryDelay, retryDelay, DAY);
    check("credential-retry-delay", credentialRetryDelay, Duration.ofMillis(10), DAY);
    check("give-up-after", giveUpAfter, Duration.ofSeconds(1), Duration.ofDays(30));
  }

  /** Where gpu-service is, if there is one. */
  public Optional<URI> service() {
    return url.isEmpty() ? Optional.empty() : Optional.of(URI.create(url));
  }

  /** Whether an upload that says nothing gets a cut-out. */
  public boolean byDefault() {
    return cutoutByDefault == null ? !url.isEmpty() : cutoutByDefault;
  }

  // The value is not quoted: somebody may have put a password into it.
  private static void checkUrl(String url) {
    if (!url.isEmpty() && !isBase(url)) {
      throw new IllegalArgumentException(
          "upload.gpu.url is no base address; write http://host:port without login or query");
    }
  }

  private static boolean isBase(String url) {
    try {
      URI uri = new URI(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null;
    } catch (URISyntaxException no) {
      return false;
    }
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "upload.gpu.%s is %d; it must be %d to %d".formatted(name, value, least, most));
    }
  }

  private static void check(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "upload.gpu.%s is %s; it must be %s to %s".formatted(name, value, least, most));
    }
  }
}
