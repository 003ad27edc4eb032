package dev.belay.controlplane.patrol;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceName;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database of what serves has the migrations that it brings, asked once a minute. A
 * database that cannot be asked says nothing: probes tell of that. Used by one thread at a time.
 */
final class MigrationWatch {

  static final Duration EVERY = Duration.ofMinutes(1);
  private static final int NAMED = 20;
  private static final Logger log = LoggerFactory.getLogger(MigrationWatch.class);

  private final AppliedScripts scripts;
  private final Map<ServiceName, Answer> last = new HashMap<>();

  MigrationWatch(AppliedScripts scripts) {
    this.scripts = scripts;
  }

  private record Answer(String content, Instant at, Optional<Difference> difference) {}

  /**
   * @param explained versions that releases have applied, whatever became of them
   */
  Optional<Drift> of(Revision stable, Set<String> explained, Instant now) {
    Answer answer = last.get(stable.service());
    if (answer == null
        || !answer.content().equals(stable.content())
        || !now.isBefore(answer.at().plus(EVERY))) {
      answer = new Answer(stable.content(), now, asked(stable));
      last.put(stable.service(), answer);
    }
    return answer
        .difference()
        .map(difference -> difference.without(explained))
        .filter(difference -> !difference.isEmpty())
        .map(difference -> drift(stable, difference));
  }

  private Optional<Difference> asked(Revision stable) {
    try {
      return scripts.of(stable);
    } catch (IOException | SQLException e) {
      log.debug("{}: its migrations cannot be compared: {}", stable.service(), e.toString());
      return Optional.empty();
    }
  }

  private static Drift drift(Revision stable, Difference difference) {
    var words = new ArrayList<String>();
    say(words, "lacks %s", difference.pending());
    say(words, "has %s with another content", difference.edited());
    say(words, "has %s as failed", difference.failed());
    say(words, "has %s, which it does not bring and no release has applied", difference.foreign());
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
