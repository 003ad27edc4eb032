package dev.belay.controlplane.patrol;

import dev.belay.controlplane.catalog.ServiceName;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Since when a process has been seen to have a stale setting, also by an earlier control plane; see
 * {@code V8__patrol.sql}. What is no longer so is forgotten.
 */
class FirstSeen {

  private final JdbcClient jdbc;

  FirstSeen(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** One setting of one process. */
  record Setting(String instance, Instant processStartedAt, String name) {

    /** As exact as a database keeps it: what was noted must be found again. */
    Setting {
      processStartedAt = processStartedAt.truncatedTo(ChronoUnit.MICROS);
    }
  }

  /**
   * @param now all that are stale now; 20 instances of 253 settings at most
   * @return since when each has been seen
   */
  Map<Setting, Instant> since(ServiceName service, Set<Setting> now, Instant at) {
    Map<Setting, Instant> known = known(service);
    for (Setting each : known.keySet()) {
      if (!now.contains(each)) {
        forget(service, each);
      }
    }
    Instant first = at.truncatedTo(ChronoUnit.MICROS);
    var since = new HashMap<Setting, Instant>();
    for (Setting each : now) {
      Instant before = known.get(each);
      if (before == null) {
        note(service, each, first);
      }
      since.put(each, before == null ? first : before);
    }
    return since;
  }

  private Map<Setting, Instant> known(ServiceName service) {
    var known = new HashMap<Setting, Instant>();
    jdbc.sql(
            "select instance, process_started_at, name, since from stale_setting where service = ?")
        .param(service.value())
        .query(row -> {
          known.put(
              new Setting(
                  row.getString("instance"),
                  row.getObject("process_started_at", OffsetDateTime.class).toInstant(),
                  row.getString("name")),
              row.getObject("since", OffsetDateTime.class).toInstant());
        });
    return known;
  }

  private void note(ServiceName service, Setting each, Instant at) {
    jdbc.sql(
            "insert into stale_setting (service, instance, process_started_at, name, since)"
                + " values (?, ?, ?, ?, ?)")
        .param(service.value())
        .param(each.instance())
        .param(each.processStartedAt().atOffset(ZoneOffset.UTC))
        .param(each.name())
        .param(at.atOffset(ZoneOffset.UTC))
        .update();
  }

  private void forget(ServiceName service, Setting each) {
    jdbc.sql(
            "delete from stale_setting where service = ? and instance = ?"
                + " and process_started_at = ? and name = ?")
        .param(service.value())
        .param(each.instance())
        .param(each.processStartedAt().atOffset(ZoneOffset.UTC))
        .param(each.name())
        .update();
  }
}
