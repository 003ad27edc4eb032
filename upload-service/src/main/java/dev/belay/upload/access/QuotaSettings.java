package dev.belay.upload.access;

import dev.belay.apikeys.Limits;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code upload.limits.*}: what a key may that has no limits of its own.
 *
 * @param requestsPerMinute of one instance, 1 to 1,000,000; default 6,000
 * @param uploadsPerDay over all instances, from midnight to midnight UTC; default no limit
 * @param bytesPerDay the same
 */
public record QuotaSettings(
    @DefaultValue("6000") Integer requestsPerMinute,
    @Nullable Long uploadsPerDay,
    @Nullable Long bytesPerDay) {

  public Limits limits() {
    return new Limits(requestsPerMinute, uploadsPerDay, bytesPerDay);
  }
}
