package dev.belay.cli;

import dev.belay.cli.client.Replay;
import dev.belay.cli.client.Replay.Now;
import dev.belay.cli.client.Replay.Release;
import dev.belay.cli.client.Replay.Then;
import dev.belay.cli.terminal.Text;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A replay for people. */
record ReplayText(Replay replay) {

  private static final int MOST_WIDE = 80;

  List<String> lines() {
    List<Release> releases = replay.releases();
    int width = releases.stream().mapToInt(each -> then(each).length()).max().orElse(0);
    String row = "%%-8s %%-%ds %%s".formatted(Math.clamp(width, 4, MOST_WIDE));
    var lines = new ArrayList<String>();
    lines.add(row.formatted("RELEASE", "THEN", "WITH THIS POLICY"));
    for (Release each : releases) {
      lines.add(row.formatted(each.revision(), then(each), now(each)));
    }
    return lines;
  }

  String summary() {
    Replay.Summary all = replay.summary();
    if (all.replayed() == 0) {
      return "%s: no release could be replayed.".formatted(replay.service());
    }
    String disputed =
        all.disputedRollbacks() == 0
            ? ""
            : " Of %d disputed rollback(s) it repeats %d."
                .formatted(all.disputedRollbacks(), all.disputedTakenBackAgain());
    return "%s, %d release(s): %d taken back, then %d; %d failed requests, then %d.%s"
        .formatted(
            replay.service(),
            all.replayed(),
            all.now().takenBack(),
            all.then().takenBack(),
            all.now().failedRequests(),
            all.then().failedRequests(),
            disputed);
  }

  private static String then(Release release) {
    Then then = release.then();
    String outcome = then == null ? words(release.state()) : words(then.outcome());
    String disputed = release.disputed() ? " (disputed)" : "";
    return then == null
        ? outcome + disputed
        : outcome
            + disputed
            + " after "
            + duration(then.seconds())
            + failed(BigDecimal.valueOf(then.failedRequests()))
            + because(then.cause());
  }

  private static String now(Release release) {
    Now now = release.now();
    if (now == null) {
      return "not replayed: " + release.notReplayed();
    }
    if (now.outcome().equals("as-then")) {
      return "as then: no request says anything else" + draws(now);
    }
    return words(now.outcome())
        + " after "
        + duration(now.seconds().median())
        + failed(now.failedRequests().median())
        + because(now.cause())
        + draws(now);
  }

  private static String draws(Now now) {
    return now.likely() == now.draws() ? "" : " [%d of %d]".formatted(now.likely(), now.draws());
  }

  private static String because(@Nullable String cause) {
    return cause == null ? "" : ": " + cause;
  }

  private static String failed(BigDecimal requests) {
    return requests.signum() == 0
        ? ""
        : ", %s failed".formatted(requests.setScale(0, RoundingMode.HALF_UP));
  }

  private static String duration(BigDecimal seconds) {
    return Text.seconds(Duration.ofSeconds(seconds.setScale(0, RoundingMode.HALF_UP).longValue()));
  }

  /** From {@code rolled-back} or {@code RolledBack}. */
  private static String words(String outcome) {
    return outcome
        .replaceAll("([a-z])([A-Z])", "$1 $2")
        .replace('-', ' ')
        .toLowerCase(java.util.Locale.ROOT);
  }
}
