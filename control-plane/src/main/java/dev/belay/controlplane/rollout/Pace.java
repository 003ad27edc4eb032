package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Latencies;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Timing;
import dev.belay.controlplane.traffic.RequestOutcomes.Waiting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How fast requests were answered. A request that waits counts as slow from the moment at which it
 * has waited too long, and then not again when it ends; so what hangs is found before it times out.
 *
 * <p>Only the newest {@value #EPOCHS} weight epochs are followed: a request that takes longer than
 * the two are in force is left out, whichever revision it was sent to.
 *
 * @param cursor what was known at the last look, by revision and weight epoch
 * @param candidate since the rollout began
 * @param stable since the rollout began, with its own traffic before that left out
 */
public record Pace(Map<String, Known> cursor, Slow candidate, Slow stable) {

  private static final int EPOCHS = 2;
  private static final long NEVER_MICROS = 86_400_000_000L;

  static final Pace NONE = new Pace(Map.of(), Slow.NONE, Slow.NONE);

  public Pace {
    cursor = Map.copyOf(cursor);
  }

  /**
   * What was known of the requests of one revision and epoch.
   *
   * @param answered with those that ended without an answer, as the slowest of all
   */
  public record Known(Latencies answered, Latencies waiting) {

    static final Known NOTHING = new Known(Latencies.NONE, Latencies.NONE);

    static Known of(Counts counts) {
      Timing timing = counts.timing();
      var answered = new ArrayList<Latencies.Bucket>();
      timing
          .answered()
          .forEach(each -> answered.add(new Latencies.Bucket(each.belowMicros(), each.count())));
      if (counts.unanswered() > 0 && !timing.equals(Timing.NONE)) {
        answered.add(new Latencies.Bucket(NEVER_MICROS, counts.unanswered()));
      }
      return new Known(new Latencies(answered), waiting(timing.waiting()));
    }

    /** From "at least so old" to buckets, each just above the age that is certain. */
    private static Latencies waiting(List<Waiting> ages) {
      var buckets = new ArrayList<Latencies.Bucket>();
      for (int i = 0; i < ages.size(); i++) {
        long older = i + 1 < ages.size() ? ages.get(i + 1).count() : 0;
        long here = Math.max(0, ages.get(i).count() - older);
        buckets.add(new Latencies.Bucket(1_000 * ages.get(i).atLeastMillis() + 1, here));
      }
      return new Latencies(buckets);
    }

    /** How many are slow by now, ended or not. */
    long slow(long micros) {
      return answered.atLeast(micros) + waiting.atLeast(micros);
    }
  }

  /**
   * @param slow those over the bound that was in force
   * @param of all for which there was a bound
   */
  public record Slow(long slow, long of) {

    static final Slow NONE = new Slow(0, 0);

    Slow plus(long more, long of) {
      return new Slow(slow + more, this.of + of);
    }
  }

  /** What is new of one revision and epoch. */
  record Gain(Latencies answered, long overdue) {

    static final Gain NOTHING = new Gain(Latencies.NONE, 0);

    static Gain between(Known before, Known now, long boundMicros) {
      Latencies answered = now.answered.since(before.answered);
      if (boundMicros == 0) {
        return new Gain(answered, 0);
      }
      long slow = Math.max(0, now.slow(boundMicros) - before.slow(boundMicros));
      long ended = answered.atLeast(boundMicros);
      return ended <= slow
          ? new Gain(answered, slow - ended)
          : new Gain(answered.withoutSlowest(ended - slow), 0);
    }

    long slow(long boundMicros) {
      return answered.atLeast(boundMicros) + overdue;
    }

    long all() {
      return answered.count() + overdue;
    }
  }

  /** The revisions and epochs that are followed, as the cursor has them. */
  static Set<String> followed(Collection<EpochCounts> epochs) {
    return newest(epochs)
        .flatMap(epoch -> Stream.of(epoch.candidate(), epoch.stable()))
        .filter(Objects::nonNull)
        .map(EpochCounts::key)
        .collect(Collectors.toSet());
  }

  private static Stream<EpochCounts> newest(Collection<EpochCounts> epochs) {
    return epochs.stream().skip(Math.max(0, epochs.size() - EPOCHS));
  }

  /** The pace with the judgement that has seen it. */
  record Judged(Pace pace, Judgement judgement) {}

  /**
   * Counts what is new.
   *
   * @param epochs of this look, the oldest first
   * @param known what was known of the source, empty when it has started again
   */
  static Judged fold(
      Pace before, Judgement judgement, Collection<EpochCounts> epochs, Map<String, Known> known) {
    var next = new Look(known, before.candidate, before.stable, judgement);
    newest(epochs).forEach(next::at);
    return next.judged();
  }

  /** The first look: stable's requests until now say what is usual, and none of them is judged. */
  static Judged begin(Judgement judgement, Collection<EpochCounts> epochs) {
    Latencies usual = Latencies.NONE;
    var cursor = new HashMap<String, Known>();
    for (EpochCounts epoch : epochs) {
      if (epoch.stable() != null) {
        Known now = Known.of(epoch.stable());
        usual = usual.plus(now.answered);
        cursor.put(EpochCounts.key(epoch.stable()), now);
      }
    }
    return fold(NONE, judgement.timed(0, Latencies.NONE, usual, 0, 0), epochs, cursor);
  }

  /** One look, epoch by epoch. */
  private static final class Look {
    private final Map<String, Known> known;
    private final Map<String, Known> cursor = new HashMap<>();
    private Slow candidate;
    private Slow stable;
    private Judgement judgement;

    private Look(Map<String, Known> known, Slow candidate, Slow stable, Judgement judgement) {
      this.known = known;
      this.candidate = candidate;
      this.stable = stable;
      this.judgement = judgement;
    }

    private void at(EpochCounts epoch) {
      long bound = judgement.overdueAfter().toNanos() / 1_000;
      Gain ofCandidate = gain(epoch.candidate(), bound);
      Gain ofStable = gain(epoch.stable(), bound);
      if (ofCandidate.all() + ofStable.all() == 0) {
        return;
      }
      double weight = epoch.weight();
      judgement =
          judgement.timed(
              weight,
              ofCandidate.answered,
              ofStable.answered,
              ofCandidate.overdue,
              ofStable.overdue);
      if (bound > 0 && weight > 0 && weight < 1) {
        candidate = candidate.plus(ofCandidate.slow(bound), ofCandidate.all());
        stable = stable.plus(ofStable.slow(bound), ofStable.all());
      }
    }

    private Gain gain(@Nullable Counts counts, long bound) {
      if (counts == null || counts.timing().equals(Timing.NONE)) {
        return Gain.NOTHING;
      }
      String key = EpochCounts.key(counts);
      Known now = Known.of(counts);
      cursor.put(key, now);
      return Gain.between(known.getOrDefault(key, Known.NOTHING), now, bound);
    }

    private Judged judged() {
      return new Judged(new Pace(cursor, candidate, stable), judgement);
    }
  }
}
