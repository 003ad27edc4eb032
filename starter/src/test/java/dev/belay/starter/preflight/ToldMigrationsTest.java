package dev.belay.starter.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToldMigrationsTest {

  private final List<Map<String, Object>> all = new ArrayList<>();

  @Test
  void whatBlocksIsToldBehindAnyNumberOfOthers() {
    add(1_000, "SUCCESS", true);
    add(1_900, "PENDING", true);
    add(1, "FUTURE_FAILED", true);
    add(1, "SUCCESS", false);

    List<String> told = states();

    assertThat(told).startsWith("FUTURE_FAILED", "SUCCESS edited", "PENDING");
    assertThat(told).hasSize(ToldMigrations.MOST);
    assertThat(told.stream().filter("PENDING"::equals)).hasSize(1_900);
  }

  @Test
  void ofThoseThatAreAsTheyShouldBeOnlySomeAreTold() {
    add(1_000, "SUCCESS", true);
    add(1, "OUTDATED", true);
    add(1_000, "SUPERSEDED", true);

    assertThat(states()).startsWith("OUTDATED", "SUCCESS").hasSize(501);
  }

  @Test
  void fewAreToldInTheirOwnOrder() {
    add(1, "SUCCESS", true);
    add(1, "BASELINE", true);
    add(1, "SUCCESS", true);

    assertThat(ToldMigrations.of(all)).isEqualTo(all);
  }

  @Test
  void longNamesMakeFewer() {
    for (int i = 0; i < 1_000; i++) {
      all.add(
          Map.of("state", "PENDING", "checksumMatches", true, "script", "V1__" + "x".repeat(900)));
    }
    add(1, "FAILED", true);

    assertThat(states()).startsWith("FAILED", "PENDING").hasSizeBetween(400, 600);
  }

  @Test
  void theReportIsReadableAndSaysHowManyThereAre() {
    add(5_000, "PENDING", true);
    var report = new PreflightReport();
    report.migrations(all);

    String line = report.line();

    assertThat(line).hasSizeLessThan(1 << 20).contains("\"migrationsInAll\":5000");
  }

  private void add(int count, String state, boolean matches) {
    for (int i = 0; i < count; i++) {
      all.add(
          Map.of(
              "version",
              all.size(),
              "state",
              state,
              "checksumMatches",
              matches,
              "script",
              "V.sql"));
    }
  }

  private List<String> states() {
    return ToldMigrations.of(all).stream()
        .map(each ->
            each.get("state") + (Boolean.TRUE.equals(each.get("checksumMatches")) ? "" : " edited"))
        .toList();
  }
}
