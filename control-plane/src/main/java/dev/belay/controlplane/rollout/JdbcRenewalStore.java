package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import tools.jackson.databind.json.JsonMapper;

/** Renewals in H2 or PostgreSQL; see {@code V8__patrol.sql}. */
class JdbcRenewalStore implements RenewalStore {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final JdbcClient jdbc;

  JdbcRenewalStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Renewal create(Renewal renewal) {
    ServiceName service = renewal.revision().service();
    var key = new GeneratedKeyHolder();
    try {
      jdbc.sql(
              """
              insert into renewal (service, active_service, started_at, by_whom, instances, document)
              values (?, ?, ?, ?, ?, ?)
              """)
          .params(
              service.value(),
              service.value(),
              renewal.startedAt().atOffset(ZoneOffset.UTC),
              renewal.by(),
              renewal.targets().size(),
              MAPPER.writeValueAsString(renewal))
          .update(key, "id");
    } catch (DuplicateKeyException e) {
      throw RestartRefusedException.underWay(service);
    }
    Number row = key.getKey();
    if (row == null) {
      throw new IllegalStateException("a renewal without a number");
    }
    jdbc.sql(
            """
            delete from renewal where service = ? and active_service is null and id not in (
              select id from (select id from renewal where service = ? order by id desc
              fetch first %d rows only) as recent)
            """
                .formatted(KEPT))
        .params(service.value(), service.value())
        .update();
    return renewal.stored(row.longValue());
  }

  @Override
  public void save(Renewal renewal, FencingToken token) {
    int updated =
        jdbc.sql(
                """
                update renewal set active_service = ?, document = ? where id = ?
                  and exists (select 1 from control_plane where id = 1 and fencing_token = ?)
                """)
            .param(renewal.ended() ? null : renewal.revision().service().value())
            .param(MAPPER.writeValueAsString(renewal))
            .param(renewal.number())
            .param(token.value())
            .update();
    if (updated != 1) {
      throw new StaleRolloutException(renewal.revision(), renewal.number());
    }
  }

  @Override
  public Optional<Renewal> active(ServiceName service) {
    return select("where active_service = ?", service).stream().findFirst();
  }

  @Override
  public List<Renewal> newest(ServiceName service, int limit) {
    return select(
        "where service = ? order by id desc fetch first " + limit + " rows only", service);
  }

  private List<Renewal> select(String where, ServiceName service) {
    return jdbc.sql("select id, document from renewal " + where)
        .param(service.value())
        .query((row, number) ->
            MAPPER.readValue(row.getString("document"), Renewal.class).stored(row.getLong("id")))
        .list();
  }

  @Override
  public int replacedSince(ServiceName service, String by, Instant since) {
    return jdbc.sql(
            "select coalesce(sum(instances), 0) from renewal"
                + " where service = ? and by_whom = ? and started_at > ?")
        .param(service.value())
        .param(by)
        .param(since.atOffset(ZoneOffset.UTC))
        .query(Integer.class)
        .single();
  }

  @Override
  public boolean anyUnderWay() {
    return jdbc.sql("select count(*) from renewal where active_service is not null")
            .query(Integer.class)
            .single()
        > 0;
  }
}
