package dev.belay.controlplane.verification.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.verification.compatibility.Break.Certainty;
import dev.belay.controlplane.verification.compatibility.Replay.Column;
import dev.belay.controlplane.verification.contract.RecordedStatement;
import dev.belay.controlplane.verification.contract.RecordedStatement.ReadColumn;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingTest {

  /** The driver casts here, and throws no exception of SQL. */
  @Test
  void aTextIsNotReadAsAUuidAnyMore() throws Exception {
    try (var server = EmbeddedPostgres.start();
        var connection = server.getPostgresDatabase().getConnection()) {
      connection.setAutoCommit(false);
      var recorded =
          new RecordedStatement(
              "select token from sessions",
              RecordedStatement.Source.RECORDED,
              List.of(),
              List.of(new ReadColumn("token", "java.util.UUID")));
      assertThat(
              new Reading(connection)
                  .judge(
                      recorded,
                      List.of(new Column("token", "uuid")),
                      List.of(new Column("token", "text"))))
          .singleElement()
          .satisfies(found -> assertThat(found.certainty()).isEqualTo(Certainty.FAILS));
    }
  }
}
