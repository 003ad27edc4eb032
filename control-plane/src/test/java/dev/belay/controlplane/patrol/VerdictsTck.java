package dev.belay.controlplane.patrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import dev.belay.controlplane.job.BatchOn;
import dev.belay.controlplane.patrol.DriftReport.Conduct;
import dev.belay.controlplane.patrol.Verdict.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What every database that the control plane runs on must bring about. */
abstract class VerdictsTck {

  private static final ServiceName SHOP = new ServiceName("shop");
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final FencingToken FIRST = new FencingToken(1);
  private static final FencingToken SECOND = new FencingToken(2);
  private static final Drift STALE =
      new Drift(
          Drift.Kind.STALE_CONFIGURATION,
          List.of("API_KEY"),
          List.of("shop-r1-0"),
          NOON,
          "it runs with an old key",
          "restart it");

  private JdbcClient jdbc;
  private JdbcVerdicts stored;
  private BatchOn batch;
  private Verdicts verdicts;

  abstract DataSource emptyDatabase() throws Exception;

  @BeforeEach
  void open() throws Exception {
    DataSource dataSource = emptyDatabase();
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:dev/belay/controlplane/db")
        .load()
        .migrate();
    jdbc = JdbcClient.create(dataSource);
    batch = BatchOn.of(dataSource);
    stored = new JdbcVerdicts(jdbc, batch.transactions());
    verdicts = controlPlane();
    takenOver(FIRST);
  }

  private Verdicts controlPlane() {
    return new Verdicts(stored, batch.jobs(), Clock.systemUTC());
  }

  private void takenOver(FencingToken token) {
    jdbc.sql("update control_plane set fencing_token = ?").param(token.value()).update();
  }

  private long rows(String table) {
    return jdbc.sql("select count(*) from " + table).query(Long.class).single();
  }

  private static DriftReport report(Instant at, Drift... drifts) {
    return new DriftReport(
        SHOP,
        at,
        new RevisionId(SHOP, 1),
        List.of(drifts),
        List.of(),
        null,
        new Conduct(Conduct.State.LEFT_TO_PEOPLE, "no leave"));
  }

  @Test
  void remembersWhatWasSeenAndWhatCameOfIt() {
    Instant now = Instant.now();
    verdicts.pronounce(
        report(now, STALE),
        FIRST,
        said -> said.with(new Conduct(Conduct.State.RESTARTING, "shop-r1-0")));

    assertThat(verdicts.newest(SHOP, 10))
        .singleElement()
        .satisfies(verdict -> {
          assertThat(verdict.drifts()).containsExactly(STALE);
          assertThat(verdict.revision()).isEqualTo(1);
          assertThat(verdict.conduct())
              .isEqualTo(new Conduct(Conduct.State.RESTARTING, "shop-r1-0"));
          assertThat(verdict.outcome()).isEqualTo(Outcome.DONE);
        });
    assertThat(
            jdbc.sql("select step_name from batch_step_execution order by step_execution_id")
                .query(String.class)
                .list())
        .containsExactly("look", "conduct");
    assertThat(verdicts.newest(new ServiceName("other"), 10)).isEmpty();
  }

  @Test
  void storesWhatIsSaidBeforeAnythingIsDone() {
    verdicts.pronounce(
        report(Instant.now(), STALE),
        FIRST,
        said -> {
          assertThat(verdicts.newest(SHOP, 1).getFirst().outcome()).isEqualTo(Outcome.UNDERWAY);
          return said;
        });
    assertThat(verdicts.newest(SHOP, 1).getFirst().outcome()).isEqualTo(Outcome.DONE);
  }

  @Test
  void whatCouldNotBeDoneIsRememberedAsThat() {
    verdicts.pronounce(
        report(Instant.now(), STALE),
        FIRST,
        said -> {
          throw new IllegalStateException("no hands");
        });
    assertThat(verdicts.newest(SHOP, 1).getFirst().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(
            jdbc.sql("select exit_message from batch_step_execution where step_name = 'conduct'")
                .query(String.class)
                .single())
        .as("no word of others is stored by Batch")
        .contains("IllegalStateException")
        .doesNotContain("no hands");
  }

  @Test
  void aControlPlaneThatWasSucceededSaysNothingMore() {
    takenOver(SECOND);
    assertThatThrownBy(
            () -> verdicts.pronounce(report(Instant.now(), STALE), FIRST, UnaryOperator.identity()))
        .isInstanceOf(StaleFencingTokenException.class);
    assertThat(rows("patrol_verdict")).isZero();
    assertThat(rows("batch_job_instance")).isZero();
  }

  @Test
  void oneThatAKillCutOffIsRecoveredAndMarkedByTheNextControlPlane() throws Exception {
    long cutOff = stored.open(report(Instant.now(), STALE), FIRST);
    begun(cutOff);
    takenOver(SECOND);

    Verdicts next = controlPlane();
    next.takeOver(SECOND);

    assertThat(next.newest(SHOP, 10))
        .extracting(Verdict::outcome)
        .containsExactly(Outcome.INTERRUPTED);
    assertThat(jdbc.sql("select status from batch_job_execution").query(String.class).list())
        .containsExactly("FAILED");
    next.pronounce(report(Instant.now()), SECOND, UnaryOperator.identity());
    assertThat(next.newest(SHOP, 10))
        .extracting(Verdict::outcome)
        .containsExactly(Outcome.DONE, Outcome.INTERRUPTED);
  }

  /** As far as Batch gets before a kill. */
  private void begun(long verdict) {
    var parameters = new JobParametersBuilder().addLong("verdict", verdict).toJobParameters();
    var instance = batch.repository().createJobInstance("patrol-service", parameters);
    var execution =
        batch.repository().createJobExecution(instance, parameters, new ExecutionContext());
    execution.setStatus(BatchStatus.STARTED);
    execution.setStartTime(LocalDateTime.now(ZoneOffset.UTC));
    batch.repository().update(execution);
  }

  @Test
  void whoeverIsSucceededInBetweenLeavesTheMarkOfTheNext() {
    Verdicts next = controlPlane();

    verdicts.pronounce(
        report(Instant.now(), STALE),
        FIRST,
        said -> {
          takenOver(SECOND);
          next.takeOver(SECOND);
          return said.with(new Conduct(Conduct.State.RESTARTING, "shop-r1-0"));
        });

    assertThat(next.newest(SHOP, 10))
        .singleElement()
        .satisfies(verdict -> {
          assertThat(verdict.outcome()).isEqualTo(Outcome.INTERRUPTED);
          assertThat(verdict.conduct().state()).isEqualTo(Conduct.State.LEFT_TO_PEOPLE);
        });
  }

  @Test
  void whoeverWasSucceededHoldsAndMarksNothing() {
    long id = stored.open(report(Instant.now(), STALE), FIRST);
    takenOver(new FencingToken(3));

    assertThatThrownBy(() -> stored.hold(FIRST)).isInstanceOf(StaleFencingTokenException.class);
    assertThatThrownBy(() -> stored.interrupt(id, SECOND))
        .isInstanceOf(StaleFencingTokenException.class);
    assertThat(verdicts.newest(SHOP, 1).getFirst().outcome()).isEqualTo(Outcome.UNDERWAY);
  }

  @Test
  void keepsTheNewestFiftyAndNoneForLongerThanNinetyDays() {
    Instant now = Instant.now();
    verdicts.pronounce(
        report(now.minus(Duration.ofDays(91)), STALE), FIRST, UnaryOperator.identity());
    assertThat(rows("patrol_verdict")).as("the old one goes at once").isZero();
    for (int i = 0; i < Verdict.KEPT + 3; i++) {
      verdicts.pronounce(report(now.plusSeconds(i), STALE), FIRST, UnaryOperator.identity());
    }
    assertThat(verdicts.newest(SHOP, 100)).hasSize(Verdict.KEPT);
    assertThat(rows("batch_job_instance")).isEqualTo(Verdict.KEPT);
    assertThat(rows("batch_step_execution")).isEqualTo(2L * Verdict.KEPT);
  }
}
