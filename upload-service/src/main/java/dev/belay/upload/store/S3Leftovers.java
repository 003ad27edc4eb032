package dev.belay.upload.store;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Goes through the keys of an {@link S3Store} in their order, some pages at a time. */
final class S3Leftovers implements Leftovers {

  private final S3Objects objects;
  private final StagingArea staging;
  private final String files;
  private final int limit;
  private @Nullable String cursor;

  S3Leftovers(S3Objects objects, StagingArea staging, String files, int limit) {
    this.objects = objects;
    this.staging = staging;
    this.files = files;
    this.limit = limit;
  }

  @Override
  public synchronized int sweep(Instant before, Function<Collection<UUID>, Set<UUID>> rowsAmong)
      throws IOException {
    int removed = staging.sweep(before, limit);
    try {
      int seen = 0;
      boolean more = true;
      while (more && seen < limit) {
        S3Objects.Listing page = objects.list(files, cursor, limit - seen);
        seen += page.keys().size();
        more = page.more();
        removed += removeWithoutRow(page.keys(), before, rowsAmong);
        cursor = more ? page.keys().getLast().key() : null;
      }
    } catch (StoreUnavailableException e) {
      throw new IOException(e.getMessage(), e);
    }
    return removed;
  }

  private int removeWithoutRow(
      List<S3Objects.Listed> page, Instant before, Function<Collection<UUID>, Set<UUID>> rowsAmong)
      throws StoreUnavailableException {
    Map<UUID, List<S3Objects.Listed>> uploads = new LinkedHashMap<>();
    for (S3Objects.Listed each : page) {
      idOf(each.key())
          .ifPresent(id -> uploads.computeIfAbsent(id, any -> new ArrayList<>()).add(each));
    }
    // One file that is younger: somebody is at it.
    uploads
        .values()
        .removeIf(all -> all.stream().anyMatch(each -> !each.lastModified().isBefore(before)));
    if (uploads.isEmpty()) {
      return 0;
    }
    uploads.keySet().removeAll(rowsAmong.apply(Set.copyOf(uploads.keySet())));
    for (List<S3Objects.Listed> orphan : uploads.values()) {
      for (S3Objects.Listed each : orphan) {
        objects.delete(each.key());
      }
    }
    return uploads.size();
  }

  private Optional<UUID> idOf(String key) {
    int end = key.indexOf('/', files.length());
    return end < 0 ? Optional.empty() : Ids.of(key.substring(files.length(), end));
  }
}
