package dev.belay.controlplane.rollout;

import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Gathers looks until they are worth a row: one a second at first, fewer later, and at once where
 * the candidate failed or was slow. A crash loses at most what was gathered since, in which it did
 * neither.
 */
final class Recorder {

  private static final Duration BEGIN = Duration.ofMinutes(10);
  private static final Duration LATER = Duration.ofHours(1);

  /** Whoever fails for hours, because nobody may take it back, does not fill the record alone. */
  private static final int AT_ONCE = 500;

  private @Nullable RecordedLook gathered;
  private Instant rowAt = Instant.EPOCH;
  private int atOnce;

  /** What was gathered, with this look; null where nothing is to be recorded. */
  @Nullable RecordedLook with(Rollout before, @Nullable Snapshot seen, Instant at) {
    if (seen == null || before.ended()) {
      return gathered;
    }
    RecordedLook look = RecordedLook.of(before.evidence(), seen, before.id(), before.stable(), at);
    return gathered == null ? look : gathered.with(look);
  }

  /** Whether it is worth a row now. */
  boolean due(RecordedLook look, Rollout before, Rollout next) {
    boolean moved = !before.state().name().equals(next.state().name());
    boolean troubled = troubled(look, next) && atOnce < AT_ONCE;
    return look.first() || moved || troubled || !look.at().isBefore(rowAt.plus(pause(look, next)));
  }

  private static boolean troubled(RecordedLook look, Rollout rollout) {
    Duration slow = rollout.evidence().judgement().overdueAfter();
    return look.troubled(rollout.id(), slow.toNanos() / 1_000);
  }

  private static Duration pause(RecordedLook look, Rollout rollout) {
    Duration since = Duration.between(rollout.startedAt(), look.at());
    return since.compareTo(BEGIN) < 0
        ? Duration.ofSeconds(1)
        : since.compareTo(LATER) < 0 ? Duration.ofSeconds(10) : Duration.ofMinutes(1);
  }

  /** Not worth a row yet. */
  void keep(@Nullable RecordedLook look) {
    gathered = look;
  }

  void stored(RecordedLook look, Rollout rollout) {
    atOnce = rollout.ended() ? 0 : atOnce + (troubled(look, rollout) ? 1 : 0);
    rowAt = rollout.ended() ? Instant.EPOCH : look.at();
    gathered = null;
  }

  /** What is stored was read again: it may hold what was gathered. */
  void forget() {
    gathered = null;
  }
}
