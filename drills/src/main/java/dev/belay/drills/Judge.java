package dev.belay.drills;

import dev.belay.cli.client.Incident;
import dev.belay.cli.client.Rollout;
import dev.belay.drills.load.Tally;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares what came out with what must come out. A function of values. */
final class Judge {

  static final int LEAST_REQUESTS_PER_SECOND = 50;

  private Judge() {}

  static Report judge(Drill drill, Observed observed) {
    Rollout rollout = observed.rollout();
    Verdict verdict = Verdict.of(observed.waited()).orElse(null);
    List<String> unmet = premises(drill, observed, rollout, verdict);
    List<String> wrong = wrong(drill, observed, rollout, verdict);
    Named cause = verdict == Verdict.PROMOTED ? Named.NOTHING : Named.by(observed);
    String why = String.join("; ", wrong.isEmpty() ? List.of("as expected") : wrong);
    String because = unmet.isEmpty() ? why : "could not run: " + String.join("; ", unmet);
    return new Report(
        drill,
        verdict,
        cause.type(),
        cause.detailJson(),
        cause.ruledOut(),
        secondsToSafe(observed.tally(), rollout),
        observed.tally().failed(),
        observed.lost().size(),
        unmet.isEmpty() && wrong.isEmpty(),
        because + "; " + load(observed.tally()));
  }

  /** Without these the outcome says nothing about the product. */
  private static List<String> premises(
      Drill drill, Observed observed, @Nullable Rollout rollout, @Nullable Verdict verdict) {
    var unmet = new ArrayList<String>();
    Tally tally = observed.tally();
    // Where nobody asks, or everybody waits for what is down, there is no load to speak of.
    boolean loaded =
        drill.proof() != Drill.Proof.NOBODY_ASKED && drill.proof() != Drill.Proof.BOTH_FAILED;
    if (loaded && tally.requestsPerSecond() < LEAST_REQUESTS_PER_SECOND) {
      unmet.add("the client reached fewer than %d requests/s".formatted(LEAST_REQUESTS_PER_SECOND));
    }
    boolean same =
        rollout != null
            && !rollout.artifactDigest().isEmpty()
            && rollout.artifactDigest().equals(observed.stableDigest());
    // With settings of its own, the artifact may well be stable's.
    boolean mayBeSame = drill.artifact() instanceof Drill.Artifact.Production;
    if (drill.proof() == Drill.Proof.SAME_CONTENT ? !same : same && !mayBeSame) {
      unmet.add(
          same
              ? "the revision has the same content as the stable one"
              : "the revision has another content than the stable one");
    }
    boolean proven =
        switch (drill.proof()) {
          case SERVED -> tally.marked() > tally.markedFailures();
          case ANSWERED_5XX -> tally.markedFailures() > 0;
          case ANSWERED_LATE -> tally.markedLate() > tally.markedFailures();
          case SERVED_NOBODY -> tally.marked() == 0;
          case SAME_CONTENT -> true;
          case BOTH_FAILED -> tally.markedFailures() > 0 && tally.failed() > tally.markedFailures();
          case NOBODY_ASKED -> tally.answered() + tally.failed() == 0;
        };
    // A revision that was blocked has served nobody: then the wrong verdict is the news.
    if (!proven && verdict == drill.verdict()) {
      unmet.add(
          switch (drill.proof()) {
            case SERVED_NOBODY -> "the revision has served users";
            case NOBODY_ASKED -> "somebody asked";
            default -> "no request through the public route showed the revision's behaviour";
          });
    }
    return unmet;
  }

  private static List<String> wrong(
      Drill drill, Observed observed, @Nullable Rollout rollout, @Nullable Verdict verdict) {
    var wrong = new ArrayList<String>();
    if (verdict != drill.verdict()) {
      wrong.add(
          "verdict is %s, expected %s"
              .formatted(
                  verdict == null ? "none (" + last(rollout) + ")" : verdict.label(),
                  drill.verdict().label()));
    }
    if (!observed.lost().isEmpty()) {
      wrong.add(
          "%d accepted uploads are lost, such as %s"
              .formatted(observed.lost().size(), observed.lost().getFirst()));
    }
    Named named = verdict == Verdict.PROMOTED ? Named.NOTHING : Named.by(observed);
    String cause = named.type();
    if (drill.causeAsserted() && !Objects.equals(cause, drill.cause())) {
      wrong.add("cause is %s, expected %s".formatted(cause, drill.cause()));
    }
    List<String> open =
        drill.ruledOut().stream().filter(each -> !named.ruledOut().contains(each)).toList();
    if (drill.causeAsserted() && !open.isEmpty()) {
      wrong.add("not ruled out: " + String.join(", ", open));
    }
    return wrong;
  }

  /** What the control plane names: its incident where it has one, else the rollout's own cause. */
  private record Named(@Nullable String type, String detailJson, List<String> ruledOut) {

    static final Named NOTHING = new Named(null, "{}", List.of());

    static Named by(Observed observed) {
      Incident incident = observed.incident();
      if (incident != null) {
        return new Named(incident.cause(), incident.detailJson(), incident.ruledOut());
      }
      Rollout rollout = observed.rollout();
      return rollout == null || rollout.cause() == null
          ? NOTHING
          : new Named(rollout.cause().type(), rollout.cause().detailJson(), List.of());
    }
  }

  private static String last(@Nullable Rollout rollout) {
    return rollout == null
        ? "the rollout was never seen"
        : rollout.state() + ": " + rollout.detail();
  }

  /** The control plane's figure; where it has none, how long the client saw failures. */
  private static @Nullable BigDecimal secondsToSafe(Tally tally, @Nullable Rollout rollout) {
    if (rollout != null && rollout.secondsToSafe() != null) {
      return rollout.secondsToSafe();
    }
    Duration failing = tally.failing();
    return failing == null || tally.markedFailures() == 0
        ? null
        : BigDecimal.valueOf(failing.toMillis(), 3).setScale(1, RoundingMode.HALF_UP);
  }

  private static String load(Tally tally) {
    return String.format(
        Locale.ROOT,
        "client: %.0f requests/s, %d answered, %d failed%s, %d by the revision (%d of them 5xx), %d uploads",
        tally.requestsPerSecond(),
        tally.answered(),
        tally.failed(),
        tally.lastFailure() == null ? "" : " (last: " + tally.lastFailure() + ")",
        tally.marked(),
        tally.markedFailures(),
        tally.uploaded());
  }
}
