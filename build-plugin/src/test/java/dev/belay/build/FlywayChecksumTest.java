package dev.belay.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.build.Contract.Script;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract says beside what Flyway writes into a real history. */
class FlywayChecksumTest {

  @Test
  void isWhatFlywayWritesIntoItsHistory(@TempDir Path directory) throws Exception {
    Fixture shop =
        new Fixture(directory)
            .with(Fixture.FLYWAY)
            .compiled("package shop; public class Shop {}")
            .file("db/migration/V1__crlf.sql", "create table a (id bigint);\r\n-- ü\r\n")
            .file("db/migration/V2__bom.sql", "\ufeffcreate table b (id bigint);\n")
            .file("db/migration/below/V3__no_end.sql", "create table c (id bigint);\n\nselect 1")
            .file("db/migration/R__view.sql", "create or replace view v as select * from a;\n");
    try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
      var flyway =
          Flyway.configure()
              .dataSource(server.getPostgresDatabase())
              .locations("filesystem:" + shop.classes().resolve("db/migration"))
              .load();
      flyway.migrate();

      assertThat(shop.contract().migrations().scripts())
          .extracting(Script::script, Script::description, Script::checksum)
          .containsExactlyElementsOf(
              java.util.Arrays.stream(flyway.info().applied())
                  .map(applied ->
                      org.assertj.core.groups.Tuple.tuple(
                          applied.getScript(), applied.getDescription(), applied.getChecksum()))
                  .toList());
    }
  }
}
