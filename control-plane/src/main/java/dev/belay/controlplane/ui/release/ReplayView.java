package dev.belay.controlplane.ui.release;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.replay.Ending;
import dev.belay.controlplane.replay.Ending.Outcome;
import dev.belay.controlplane.replay.Replayed;
import dev.belay.controlplane.rollout.Cause;
import dev.belay.controlplane.safety.Dispute;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A replay as JSON has it.
 *
 * @param releases newest first
 */
record ReplayView(String service, Summary summary, List<Release> releases) {

  /**
   * Of those that were replayed.
   *
   * @param disputed rollbacks of which somebody says that they were wrong
   */
  record Summary(int replayed, Sum then, Sum now, Disputed disputed) {}

  /**
   * @param takenBack releases
   * @param failedRequests of users, by the candidate; the median of the draws
   */
  record Sum(long takenBack, long failedRequests) {}

  /**
   * @param takenBackAgain how many of them this policy would take back too
   */
  record Disputed(long rollbacks, long takenBackAgain) {}

  /**
   * @param then null where no request of users reached it, or nothing is recorded
   * @param now null where it could not be replayed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Release(
      String revision,
      Instant startedAt,
      String state,
      boolean disputed,
      @Nullable Then then,
      @Nullable Now now,
      @Nullable String notReplayed) {}

  /**
   * @param seconds since the candidate's first request
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Then(String outcome, @Nullable String cause, double seconds, long failedRequests) {}

  /**
   * @param outcome of most draws
   * @param draws one where the requests are those of then
   * @param why in words
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Now(
      String outcome,
      int draws,
      Map<String, Long> outcomes,
      @Nullable String cause,
      @Nullable String why,
      Spread seconds,
      Spread failedRequests) {}

  /** Of the draws with that outcome. */
  record Spread(double median, double p95) {}

  static ReplayView of(
      ServiceName service, List<Replayed> replayed, Function<RevisionId, Optional<Dispute>> of) {
    List<Release> releases = replayed.stream().map(each -> release(each, of)).toList();
    return new ReplayView(service.value(), summary(releases), releases);
  }

  private static Release release(
      Replayed replayed, Function<RevisionId, Optional<Dispute>> disputes) {
    RevisionId id = replayed.rollout().id();
    return new Release(
        id.label(),
        replayed.rollout().startedAt(),
        replayed.rollout().state().name(),
        disputes.apply(id).isPresent(),
        replayed.then() == null ? null : then(replayed.then()),
        now(replayed),
        replayed.notReplayed());
  }

  private static Then then(Ending ending) {
    return new Then(word(ending.outcome()), type(ending.cause()), seconds(ending), ending.failed());
  }

  private static @Nullable Now now(Replayed replayed) {
    Outcome likely = replayed.likely();
    if (likely == null) {
      return null;
    }
    var outcomes = new TreeMap<String, Long>();
    replayed.outcomes().forEach((outcome, count) -> outcomes.put(word(outcome), count));
    List<Ending> draws = replayed.likelyDraws();
    Cause cause = draws.get(draws.size() / 2).cause();
    return new Now(
        word(likely),
        replayed.draws().size(),
        outcomes,
        type(cause),
        cause == null ? null : cause.summary(),
        spread(draws, ReplayView::seconds),
        spread(draws, Ending::failed));
  }

  private static Spread spread(List<Ending> draws, ToDoubleFunction<Ending> of) {
    double[] sorted = draws.stream().mapToDouble(of).sorted().toArray();
    int last = sorted.length - 1;
    return new Spread(sorted[last / 2], sorted[(int) Math.ceil(.95 * last)]);
  }

  private static Summary summary(List<Release> releases) {
    List<Release> replayed = releases.stream().filter(each -> each.now() != null).toList();
    long then = 0;
    long now = 0;
    double failedThen = 0;
    double failedNow = 0;
    long disputed = 0;
    long again = 0;
    for (Release each : replayed) {
      boolean was = each.state().equals("RolledBack");
      boolean is = takenBack(each);
      then += was ? 1 : 0;
      now += is ? 1 : 0;
      failedThen += Objects.requireNonNull(each.then()).failedRequests();
      failedNow += Objects.requireNonNull(each.now()).failedRequests().median();
      disputed += each.disputed() ? 1 : 0;
      again += each.disputed() && is ? 1 : 0;
    }
    return new Summary(
        replayed.size(),
        new Sum(then, Math.round(failedThen)),
        new Sum(now, Math.round(failedNow)),
        new Disputed(disputed, again));
  }

  private static boolean takenBack(Release release) {
    String outcome = Objects.requireNonNull(release.now()).outcome();
    return outcome.equals(word(Outcome.ROLLED_BACK))
        || outcome.equals(word(Outcome.AS_THEN)) && release.state().equals("RolledBack");
  }

  private static double seconds(Ending ending) {
    return Math.round(ending.after().toMillis() / 100.0) / 10.0;
  }

  private static @Nullable String type(@Nullable Cause cause) {
    return cause == null ? null : cause.type();
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
