package dev.belay.controlplane.judging;

import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.safety.AuditLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** What pipelines ask of the judge: open, feed, read, close. */
public class Judgements {

  /** More at the same time are refused. */
  public static final int MOST_OPEN = 1_000;

  /** What nobody has fed for so long is forgotten. */
  public static final Duration FORGOTTEN_AFTER = Duration.ofDays(7);

  public static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._:/@-]{0,99}");

  /** Two feeders at once are a mistake; one that asks again after a time-out is not. */
  private static final int ATTEMPTS = 5;

  private final JudgementStore store;
  private final AuditLog audit;
  private final Clock clock;

  Judgements(JudgementStore store, AuditLog audit, Clock clock) {
    this.store = store;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * @param alone whether the candidate never shares the traffic with a stable revision
   * @throws TooManyJudgementsException if {@value #MOST_OPEN} are open
   */
  public OpenJudgement open(
      String name, JudgePolicy policy, boolean alone, Duration maxDuration, String by) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name is what is judged, such as 'shop 1.4.2': 1 to 100 letters, digits, spaces and ._:/@-");
    }
    if (maxDuration.compareTo(SHORTEST) < 0 || maxDuration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("maxDuration is 1 s to 7 days, not " + maxDuration);
    }
    Instant now = clock.instant();
    var opened =
        new OpenJudgement(
            UUID.randomUUID().toString(),
            name,
            alone ? Judgement.openAlone(policy) : Judgement.open(policy),
            by,
            now,
            maxDuration,
            0,
            null,
            null,
            0);
    return audit.audited(
        by,
        null,
        "open judgement",
        name,
        () -> store.create(opened, MOST_OPEN, now.minus(FORGOTTEN_AFTER)));
  }

  /**
   * Counts what is new; what was counted before changes nothing, so that a feeder may ask again.
   *
   * @throws NoSuchJudgementException if nobody has opened it, or it is closed
   */
  public OpenJudgement feed(String id, Fed counts) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      OpenJudgement known = find(id);
      if (counts.sequence() <= known.sequence()) {
        return known;
      }
      OpenJudgement next = known.fed(counts, clock.instant());
      if (store.save(next)) {
        return next.stored(next.version() + 1);
      }
    }
    throw new JudgementFedByOthersException(id);
  }

  /**
   * @throws NoSuchJudgementException if nobody has opened it, or it is closed
   */
  public OpenJudgement find(String id) {
    return store.find(id).orElseThrow(() -> new NoSuchJudgementException(id));
  }

  /** The newest first. */
  public List<OpenJudgement> all(int limit) {
    return store.newest(limit);
  }

  /**
   * @throws NoSuchJudgementException if there is none
   */
  public void close(String id, String by) {
    OpenJudgement known = find(id);
    audit.audited(by, null, "close judgement", known.name(), () -> store.remove(id));
  }

  public Instant now() {
    return clock.instant();
  }
}
