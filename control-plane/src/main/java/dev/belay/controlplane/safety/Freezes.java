package dev.belay.controlplane.safety;

import dev.belay.controlplane.catalog.ServiceName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The freezes in force: one for everything at most, and one a service. What another control plane
 * on the same store changes is seen within a second.
 */
public class Freezes {

  private static final String EVERYTHING = "*";
  private static final Duration REMEMBERED = Duration.ofSeconds(1);

  private final JdbcClient jdbc;
  private final Clock clock;
  private volatile Seen seen = new Seen(List.of(), Instant.MIN);

  Freezes(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  private record Seen(List<Freeze> freezes, Instant at) {}

  /** A freeze that is there already stays as it is, with its first author. */
  public Freeze freeze(@Nullable ServiceName service, String by, String reason) {
    var freeze = new Freeze(service, by, reason, clock.instant());
    try {
      jdbc.sql("insert into release_freeze (scope, by_whom, reason, since) values (?, ?, ?, ?)")
          .param(scope(service))
          .param(by)
          .param(reason)
          .param(freeze.since().atOffset(ZoneOffset.UTC))
          .update();
    } catch (DuplicateKeyException e) {
      return read().stream()
          .filter(present -> scope(present.service()).equals(scope(service)))
          .findFirst()
          .orElse(freeze);
    }
    read();
    return freeze;
  }

  /** Whether there was one to end. */
  public boolean unfreeze(@Nullable ServiceName service) {
    boolean ended =
        jdbc.sql("delete from release_freeze where scope = ?").param(scope(service)).update() > 0;
    read();
    return ended;
  }

  /** Oldest first. */
  public List<Freeze> all() {
    Seen known = seen;
    boolean fresh = clock.instant().isBefore(known.at().plus(REMEMBERED));
    return known.at().equals(Instant.MIN) || !fresh ? read() : known.freezes();
  }

  /** The one that keeps this service from being released, if any. */
  public Optional<Freeze> of(ServiceName service) {
    return all().stream().filter(freeze -> freeze.holds(service)).findFirst();
  }

  private List<Freeze> read() {
    List<Freeze> freezes =
        jdbc.sql("select scope, by_whom, reason, since from release_freeze order by since")
            .query((row, number) ->
                new Freeze(
                    row.getString("scope").equals(EVERYTHING)
                        ? null
                        : new ServiceName(row.getString("scope")),
                    row.getString("by_whom"),
                    row.getString("reason"),
                    row.getObject("since", OffsetDateTime.class).toInstant()))
            .list();
    seen = new Seen(List.copyOf(freezes), clock.instant());
    return freezes;
  }

  private static String scope(@Nullable ServiceName service) {
    return service == null ? EVERYTHING : service.value();
  }
}
