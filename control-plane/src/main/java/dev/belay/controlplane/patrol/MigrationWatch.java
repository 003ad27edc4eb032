package dev.belay.controlplane.patrol;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.job.TimeLimit;
import dev.belay.controlplane.patrol.Drift.Kind;
import dev.belay.controlplane.verification.AppliedScripts;
import dev.belay.controlplane.verification.AppliedScripts.Difference;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database of what serves has the migrations that it brings, asked once a minute and
 * for 5 s at most. Of a database that cannot be asked nothing is concluded, in words that stay the
 * same, so that it is told once. Used by one thread at a time.
 */
final class MigrationWatch {

  static final Duration EVERY = Duration.ofMinutes(1);
  static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int NAMED = 20;
  private static final Logger log = LoggerFactory.getLogger(MigrationWatch.class);

  private final AppliedScripts scripts;
  private final Duration limit;
  private final Map<ServiceName, Answer> last = new HashMap<>();

  MigrationWatch(AppliedScripts scripts) {
    this(scripts, LIMIT);
  }

  MigrationWatch(AppliedScripts scripts, Duration limit) {
    this.scripts = scripts;
    this.limit = limit;
  }

  private record Answer(String content, Instant at, Told told) {}

  private sealed interface Told {

    record Same() implements Told {}

    record Other(Difference difference) implements Told {}

    record Unknown() implements Told {}
  }

  /**
   * @param explained versions that releases have applied, whatever became of them; asked for only
   *     where somebody has applied more than the revision brings
   */
  Optional<Drift> of(Revision stable, Supplier<Set<String>> explained, Instant now) {
    Answer answer = last.get(stable.service());
    if (answer == null
        || !answer.content().equals(stable.content())
        || !now.isBefore(answer.at().plus(EVERY))) {
      answer = new Answer(stable.content(), now, asked(stable));
      last.put(stable.service(), answer);
    }
    return switch (answer.told()) {
      case Told.Same same -> Optional.empty();
      case Told.Unknown unknown -> Optional.of(unknown(stable));
      case Told.Other(Difference difference) ->
          Optional.of(
                  difference.foreign().isEmpty() ? difference : difference.without(explained.get()))
              .filter(left -> !left.isEmpty())
              .map(left -> drift(stable, left));
    };
  }

  private Told asked(Revision stable) {
    @Nullable Told told;
    try {
      told = new TimeLimit("migrations of " + stable.service(), limit).call(() -> look(stable));
    } catch (RuntimeException e) {
      // What the artifact says of itself is no version, or what was read makes no sense.
      log.debug("{}: its migrations cannot be compared", stable.service(), e);
      return new Told.Unknown();
    }
    return told == null ? new Told.Unknown() : told;
  }

  private Told look(Revision stable) {
    try {
      return scripts.of(stable).<Told>map(Told.Other::new).orElseGet(Told.Same::new);
    } catch (IOException | SQLException e) {
      log.debug("{}: its migrations cannot be compared", stable.service(), e);
      return new Told.Unknown();
    }
  }

  private static Drift unknown(Revision stable) {
    return new Drift(
        Kind.MIGRATIONS_UNKNOWN,
        List.of(),
        List.of(),
        null,
        "Whether the database of %s has the migrations of %s cannot be told:"
                .formatted(stable.service(), stable.id().label())
            + " it, or the artifact, could not be read within %d s".formatted(LIMIT.toSeconds()),
        "Look whether the database can be reached and the artifact is there; it is tried again"
            + " every minute.");
  }

  private static Drift drift(Revision stable, Difference difference) {
    var words = new ArrayList<String>();
    say(words, "lacks %s", difference.pending());
    say(words, "has %s with another content", difference.edited());
    say(words, "has %s as failed", difference.failed());
    say(
        words,
        "has %s, which it does not bring: somebody else migrated it, or a release that was"
            + " rolled back left it",
        difference.foreign());
    return new Drift(
        Kind.MIGRATION_DRIFT,
        List.of(),
        List.of(),
        null,
        "The database of %s, which %s was made for, %s"
            .formatted(stable.service(), stable.id().label(), String.join("; ", words)),
        difference.pending().isEmpty() && difference.failed().isEmpty()
            ? "Find out who changed the schema beside the releases, and bring what they did as a"
                + " migration."
            : "Bring the database to what %s needs before it meets what is missing; './belay verify"
                    .formatted(stable.id().label())
                + " %s --artifact FILE' says more.".formatted(stable.service()));
  }

  private static void say(List<String> words, String form, List<String> versions) {
    if (!versions.isEmpty()) {
      String named = String.join(", ", versions.subList(0, Math.min(NAMED, versions.size())));
      int more = versions.size() - NAMED;
      words.add(form.formatted(more > 0 ? "%s and %d more".formatted(named, more) : named));
    }
  }
}
