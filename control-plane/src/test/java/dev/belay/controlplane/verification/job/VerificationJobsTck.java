package dev.belay.controlplane.verification.job;

import static dev.belay.controlplane.verification.job.Subjects.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Gate;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.Verification;
import dev.belay.controlplane.verification.Verification.Looked;
import dev.belay.controlplane.verification.Verification.Outcome;
import dev.belay.controlplane.verification.Verification.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What every database that the control plane runs on must bring about. */
abstract class VerificationJobsTck {

  private static final Finding BAD = Finding.blocker("Bad", "it is bad", "mend it");
  private static final Finding ODD = Finding.warning("Odd", "it is odd", "look", Map.of("a", "b"));

  private Jobs jobs;
  private JdbcClient jdbc;

  abstract DataSource emptyDatabase() throws Exception;

  @BeforeEach
  void open() throws Exception {
    DataSource dataSource = emptyDatabase();
    jobs = Jobs.migrated(dataSource);
    jdbc = JdbcClient.create(dataSource);
    takenOver(1);
  }

  private void takenOver(long token) {
    jdbc.sql("update control_plane set fencing_token = ?").param(token).update();
  }

  private Verification newest() {
    return jobs.verifications().newest(SHOP, 1).getFirst();
  }

  private long rows(String table) {
    return jdbc.sql("select count(*) from " + table).query(Long.class).single();
  }

  @Test
  void tellsAllFindingsWorstFirstAndRemembersWhoseTheyAre() {
    var verifier =
        jobs.with(
            Scripted.finding(Gate.ARTIFACT, ODD),
            Scripted.finding(Gate.CONFIGURATION),
            Scripted.finding(Gate.MIGRATION, BAD));
    assertThat(verifier.verify(Subjects.question(1))).containsExactly(BAD, ODD);
    Verification kept = newest();
    assertThat(kept.outcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(kept.by()).isEqualTo("operator");
    assertThat(kept.digest()).isEqualTo("ab".repeat(32));
    assertThat(kept.endedAt()).isNotNull();
    assertThat(kept.gates())
        .extracting(Looked::gate, Looked::verdict, Looked::findings)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Gate.ARTIFACT, Verdict.PASSED, List.of(ODD)),
            org.assertj.core.groups.Tuple.tuple(Gate.CONFIGURATION, Verdict.PASSED, List.of()),
            org.assertj.core.groups.Tuple.tuple(Gate.MIGRATION, Verdict.BLOCKED, List.of(BAD)));
  }

  @Test
  void whatIsDamagedIsLookedAtNoFurther() {
    Scripted behind = Scripted.finding(Gate.CONFIGURATION);
    var verifier = jobs.with(Scripted.finding(Gate.ARTIFACT, BAD), behind);
    assertThat(verifier.verify(Subjects.question(1))).containsExactly(BAD);
    assertThat(behind.looks).hasValue(0);
    assertThat(newest().gates()).hasSize(1);
  }

  @Test
  void aReleasedGateIsToldAsAWarningAndRememberedAsReleased() {
    var verifier = jobs.with(Scripted.finding(Gate.CONFIGURATION, BAD));
    assertThat(verifier.verify(Subjects.releasing(Gate.CONFIGURATION)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.level()).isEqualTo(Finding.Level.WARNING));
    assertThat(newest().outcome()).isEqualTo(Outcome.PASSED);
    assertThat(newest().gates().getFirst().verdict()).isEqualTo(Verdict.RELEASED);
  }

  @Test
  void aGateThatDoesNotEndInItsTimeHasFailed() throws Exception {
    var interrupted = new CountDownLatch(1);
    Scripted endless =
        Scripted.gate(
                Gate.CONFIGURATION,
                (subject, papers) -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                  }
                  return List.of();
                })
            .within(Duration.ofMillis(200));
    Scripted behind = Scripted.finding(Gate.MIGRATION, ODD);
    List<Finding> findings = jobs.with(endless, behind).verify(Subjects.question(1));
    assertThat(findings.getFirst().rule()).isEqualTo("GateTimedOut");
    assertThat(findings.getFirst().blocks()).isTrue();
    assertThat(findings).contains(ODD);
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).as("its thread was told").isTrue();
    assertThat(newest().outcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(newest().gates().getFirst().verdict()).isEqualTo(Verdict.TIMEDOUT);
  }

  @Test
  void whatAGateThrowsComesThroughAndNoWordOfItIsStoredByBatch() {
    var verifier =
        jobs.with(
            Scripted.gate(
                Gate.ARTIFACT,
                (subject, papers) -> {
                  throw new IllegalArgumentException("canary-4711");
                }));
    assertThatThrownBy(() -> verifier.verify(Subjects.question(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("canary-4711");
    assertThat(newest().outcome()).isEqualTo(Outcome.FAILED);
    List<String> told =
        jdbc.sql(
                "select exit_message from batch_step_execution"
                    + " union all select exit_message from batch_job_execution")
            .query(String.class)
            .list();
    assertThat(told).hasSize(2).noneMatch(message -> message.contains("4711"));
    assertThat(told).anyMatch(message -> message.contains("IllegalArgumentException"));
  }

  @Test
  void papersGoFromGateToGateAndAreGoneAtTheEnd() {
    var verifier =
        jobs.with(
            Scripted.gate(
                Gate.CONFIGURATION,
                (subject, papers) -> {
                  papers.leave("note", "old");
                  papers.leave("note", "x".repeat(100_000));
                  return List.of();
                }),
            Scripted.gate(
                Gate.MIGRATION,
                (subject, papers) ->
                    papers.left("note").filter(note -> note.length() == 100_000).isPresent()
                        ? List.of(ODD)
                        : List.of()));
    assertThat(verifier.verify(Subjects.question(1))).containsExactly(ODD);
    assertThat(rows("verification_paper")).isZero();
  }

  @Test
  void findingsAreBoundedAndBlockersAreNotThoseThatAreCut() {
    Finding[] many =
        IntStream.range(0, 2_000).mapToObj(i -> i == 1_999 ? BAD : ODD).toArray(Finding[]::new);
    List<Finding> findings =
        jobs.with(Scripted.finding(Gate.MIGRATION, many)).verify(Subjects.question(1));
    assertThat(findings).hasSize(GateStep.MOST_FINDINGS).startsWith(BAD);
    assertThat(findings.getLast().message()).startsWith("1501 more");
  }

  @Test
  void oneAtATimeForAServiceAndManyForMany() throws Exception {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var others = new CountDownLatch(2);
    Scripted counting =
        Scripted.gate(
            Gate.ARTIFACT,
            (subject, papers) -> {
              if (!subject.service().equals(SHOP)) {
                others.countDown();
                await(others);
                return List.of();
              }
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              try {
                return List.of();
              } finally {
                inside.decrementAndGet();
              }
            });
    var verifier = jobs.with(counting);
    var shops =
        IntStream.range(0, 8)
            .mapToObj(i ->
                CompletableFuture.supplyAsync(
                    () -> verifier.verify(Subjects.question(1)), Thread::startVirtualThread))
            .toList();
    // These two can only end if they are inside at the same time.
    var both =
        IntStream.range(0, 2)
            .mapToObj(i ->
                CompletableFuture.supplyAsync(
                    () ->
                        verifier.verify(
                            Subjects.of(
                                new ServiceName("other-" + i), Subject.Occasion.QUESTION, 1)),
                    Thread::startVirtualThread))
            .toList();
    for (var each : shops) {
      assertThat(each.get(60, TimeUnit.SECONDS)).isEmpty();
    }
    for (var each : both) {
      assertThat(each.get(60, TimeUnit.SECONDS)).isEmpty();
    }
    assertThat(most).hasValue(1);
    assertThat(jobs.verifications().newest(SHOP, 50))
        .extracting(Verification::attempt)
        .containsExactly(8, 7, 6, 5, 4, 3, 2, 1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aControlPlaneThatWasSucceededBeginsNone() {
    takenOver(2);
    Scripted gate = Scripted.finding(Gate.ARTIFACT);
    assertThatThrownBy(() -> jobs.with(gate).verify(Subjects.release(1)))
        .isInstanceOf(StaleFencingTokenException.class);
    assertThat(gate.looks).hasValue(0);
    assertThat(rows("verification")).isZero();
  }

  @Test
  void aControlPlaneThatIsSucceededMeanwhileWritesNoMore() {
    Scripted succeeded =
        Scripted.gate(
            Gate.ARTIFACT,
            (subject, papers) -> {
              takenOver(2);
              var successor = jobs.with(Scripted.finding(Gate.ARTIFACT, ODD));
              successor.takeOver(new FencingToken(2));
              assertThat(successor.verify(Subjects.release(2))).containsExactly(ODD);
              return List.of(BAD);
            });
    assertThatThrownBy(() -> jobs.with(succeeded).verify(Subjects.release(1)))
        .isInstanceOf(RuntimeException.class);
    assertThat(newest().outcome()).isEqualTo(Outcome.PASSED);
    assertThat(newest().gates().getFirst().findings()).containsExactly(ODD);
  }

  @Test
  void onlyWhatAnEarlierOneLeftIsRecovered() {
    var verifier = jobs.with(Scripted.finding(Gate.ARTIFACT));
    jobs.verifications().open(Subjects.release(1), Instant.now());
    verifier.takeOver(new FencingToken(1));
    assertThat(newest().outcome()).isEqualTo(Outcome.UNDERWAY);
    verifier.takeOver(new FencingToken(2));
    assertThat(newest().outcome()).isEqualTo(Outcome.INTERRUPTED);
  }

  @Test
  void whatWasInterruptedLongAgoIsLookedAtAnew() {
    jobs.verifications()
        .open(
            Subjects.release(1),
            Instant.now().minus(JdbcVerifications.AGAIN_WITHIN).minusSeconds(5));
    takenOver(2);
    var verifier = jobs.with(Scripted.finding(Gate.ARTIFACT));
    verifier.takeOver(new FencingToken(2));
    verifier.verify(Subjects.release(2));
    assertThat(newest().attempt()).isEqualTo(2);
  }

  @Test
  void aQuestionThatWasInterruptedIsNotAnsweredToSomebodyElse() {
    jobs.verifications().open(Subjects.question(1), Instant.now());
    takenOver(2);
    var verifier = jobs.with(Scripted.finding(Gate.ARTIFACT));
    verifier.takeOver(new FencingToken(2));
    verifier.verify(Subjects.release(2));
    assertThat(newest().attempt()).isEqualTo(2);
    assertThat(jobs.verifications().newest(SHOP, 2).getLast().outcome())
        .isEqualTo(Outcome.INTERRUPTED);
  }

  @Test
  void keepsTheNewestAndForgetsTheirJobsWithTheRest() {
    var verifier = jobs.with(Scripted.finding(Gate.ARTIFACT, ODD));
    int all = dev.belay.controlplane.verification.VerificationHistory.KEPT + 3;
    for (int i = 0; i < all; i++) {
      verifier.verify(Subjects.question(1));
    }
    assertThat(rows("verification")).isEqualTo(all - 3);
    assertThat(rows("verification_gate")).isEqualTo(all - 3);
    assertThat(rows("batch_job_instance")).isEqualTo(all - 3);
    assertThat(rows("batch_job_execution")).isEqualTo(all - 3);
    assertThat(rows("batch_job_execution_params")).isEqualTo(4 * (all - 3));
    assertThat(rows("batch_step_execution")).isEqualTo(all - 3);
    assertThat(rows("batch_step_execution_context")).isEqualTo(all - 3);
    assertThat(newest().attempt()).isEqualTo(all);
  }

  @Test
  void whatIsOlderThanThatIsForgottenHoweverFewThereAre() {
    var verifier = jobs.with(Scripted.finding(Gate.ARTIFACT));
    verifier.verify(Subjects.question(1));
    Instant old =
        Instant.now()
            .minus(dev.belay.controlplane.verification.VerificationHistory.KEPT_FOR)
            .minusSeconds(60);
    jdbc.sql("update verification set started_at = ?")
        .param(old.atOffset(java.time.ZoneOffset.UTC))
        .update();
    verifier.verify(Subjects.of(new ServiceName("other"), Subject.Occasion.QUESTION, 1));
    assertThat(jobs.verifications().newest(SHOP, 5)).isEmpty();
    assertThat(rows("batch_job_instance")).isEqualTo(1);
  }
}
