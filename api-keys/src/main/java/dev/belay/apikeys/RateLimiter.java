package dev.belay.apikeys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/** A token bucket for each key, in this process alone: it is there to protect this process. */
final class RateLimiter {

  /** A bucket that nobody has used for as long as it takes to fill can be forgotten. */
  private static final Duration FULL_AGAIN = Duration.ofMinutes(1);

  private static final int MOST = 10_000;

  private record Slot(String key, int perMinute) {}

  private final Cache<Slot, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(FULL_AGAIN).build();

  /**
   * What became of a request.
   *
   * @param left how many more there may be at once
   * @param untilMore until the next one may be; zero where one may be now
   */
  record Answer(boolean allowed, long left, Duration untilMore) {}

  Answer ask(ApiKey key, int perMinute) {
    Bucket bucket =
        buckets.get(
            new Slot(key.id(), perMinute),
            slot ->
                Bucket.builder()
                    .addLimit(limit ->
                        limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                    .build());
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    return new Answer(
        probe.isConsumed(),
        probe.getRemainingTokens(),
        Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }
}
