package dev.belay.controlplane.policy;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.StoredPolicy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** In H2 or PostgreSQL; see {@code V4__applied_policies.sql}. */
final class JdbcAppliedPolicies implements AppliedPolicies {

  private final JdbcClient jdbc;

  JdbcAppliedPolicies(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Optional<AppliedPolicy> find(ServiceName service) {
    return jdbc.sql("select * from applied_policy where service = ?")
        .param(service.value())
        .query((row, number) -> applied(service, row))
        .optional();
  }

  private static AppliedPolicy applied(ServiceName service, ResultSet row) throws SQLException {
    return new AppliedPolicy(
        new RevisionId(service, row.getInt("revision")),
        row.getString("document"),
        PolicyFacts.read(row.getString("facts")),
        StoredPolicy.read(row.getString("policy")),
        row.getString("applied_by"),
        row.getObject("applied_at", OffsetDateTime.class).toInstant());
  }

  @Override
  public AppliedPolicy put(AppliedPolicy applied) {
    String columns =
        "document = ?, facts = ?, policy = ?, revision = ?, applied_by = ?, applied_at = ?";
    int updated = write("update applied_policy set " + columns + " where service = ?", applied);
    if (updated == 0) {
      write(
          """
          insert into applied_policy
            (document, facts, policy, revision, applied_by, applied_at, service)
          values (?, ?, ?, ?, ?, ?, ?)
          """,
          applied);
    }
    return applied;
  }

  private int write(String sql, AppliedPolicy applied) {
    return jdbc.sql(sql)
        .param(applied.document())
        .param(applied.facts().write())
        .param(StoredPolicy.write(applied.policy()))
        .param(applied.revision().number())
        .param(applied.by())
        .param(applied.at().atOffset(ZoneOffset.UTC))
        .param(applied.service().value())
        .update();
  }
}
