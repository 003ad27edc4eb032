package dev.belay.upload.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.upload.gpu.GpuProblem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataIntegrityViolationException;

/** Who owns a job, on a real PostgreSQL. */
class JobLeasesTest {

  private static final GpuProblem PROBLEM = new GpuProblem("urn:belay:problem:x", "X");
  private static final Duration LATER = Duration.ofHours(1);

  @TempDir Path directory;
  private JobTable table;
  private JobLeases one;
  private JobLeases other;

  @BeforeEach
  void migrate() {
    table = new JobTable(directory);
    one = table.leases("one");
    other = table.leases("other");
  }

  private static Job.Result result(Job job) {
    return new Job.Result(
        "cutout-" + job.attempts(), "image/png", "a".repeat(64), 9, "authored-1", null, null);
  }

  private static Job claim(JobLeases leases) {
    return leases.claim().orElseThrow();
  }

  @Test
  void giveEachJobToOneOfManyClaimers() throws Exception {
    for (int i = 0; i < 40; i++) {
      table.upload();
    }
    List<UUID> claimed = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<UUID>>> claimers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        JobLeases leases = table.leases("claimer-" + i);
        claimers.add(threads.submit(() -> claimAll(leases)));
      }
      for (Future<List<UUID>> claimer : claimers) {
        claimed.addAll(claimer.get());
      }
    }
    assertThat(claimed).hasSize(40).doesNotHaveDuplicates();
  }

  private static List<UUID> claimAll(JobLeases leases) {
    List<UUID> mine = new ArrayList<>();
    for (Optional<Job> job = leases.claim(); job.isPresent(); job = leases.claim()) {
      mine.add(job.get().id());
    }
    return mine;
  }

  @Test
  void letAnotherTakeOverOnlyWhenTheLeaseHasEndedAndOnlyThatOneSettle() throws Exception {
    Job job = table.upload();
    Job mine = claim(one);
    assertThat(mine.state()).isEqualTo(JobState.RUNNING);
    assertThat(other.claim()).isEmpty();

    table.endLeases();
    Job taken = claim(other);

    assertThat(taken.attempts()).isEqualTo(2);
    assertThat(one.succeed(mine, result(mine))).isFalse();
    assertThat(one.fail(mine, PROBLEM)).isFalse();
    assertThat(one.again(mine, PROBLEM, LATER, true)).isFalse();
    assertThat(other.succeed(taken, result(taken))).isTrue();
    assertThat(table.job(job).result().file()).isEqualTo("cutout-2");
    assertThat(other.succeed(taken, result(taken))).as("a second time").isFalse();
  }

  @Test
  void tellTwoClaimsOfOneOwnerApart() throws Exception {
    table.upload();
    Job slept = claim(one);
    table.endLeases();
    Job again = claim(one);
    assertThat(one.fail(slept, PROBLEM)).isFalse();
    assertThat(one.fail(again, PROBLEM)).isTrue();
  }

  @Test
  void renewWhatIsInHandAndNothingElse() throws Exception {
    table.upload();
    table.upload();
    Job inHand = claim(one);
    Job forgotten = claim(one);
    table.endLeases();
    one.renew(Set.of(inHand.id()));
    other.renew(Set.of(forgotten.id()));
    assertThat(claim(other).id()).isEqualTo(forgotten.id());
    assertThat(other.claim()).isEmpty();
  }

  @Test
  void giveBackOnlyWhatIsTheirOwn() throws Exception {
    table.upload();
    table.upload();
    claim(one);
    Job others = claim(other);
    assertThat(one.giveBack()).isEqualTo(1);
    Job freed = claim(one);
    assertThat(freed.id()).isNotEqualTo(others.id());
    assertThat(one.claim()).isEmpty();
  }

  @Test
  void keepAJobThatFailedUntilItsTimeAndRememberSinceWhen() throws Exception {
    Job job = table.upload();
    assertThat(one.untilNextDue(LATER)).isZero();
    assertThat(one.again(claim(one), PROBLEM, LATER, true)).isTrue();
    assertThat(one.claim()).isEmpty();
    assertThat(one.untilNextDue(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(5));
    assertThat(one.untilNextDue(LATER.multipliedBy(2)))
        .isBetween(Duration.ofMinutes(30), LATER.plusMillis(1));
    Job failed = table.job(job);
    assertThat(failed.state()).isEqualTo(JobState.QUEUED);
    assertThat(failed.problem()).isEqualTo(PROBLEM);
    assertThat(failed.failingSince()).isNotNull();

    dueNow();
    one.again(claim(one), PROBLEM, Duration.ZERO, true);
    assertThat(table.job(job).failingSince()).isEqualTo(failed.failingSince());
    one.again(claim(one), PROBLEM, Duration.ZERO, false);
    assertThat(table.job(job).failingSince()).isNull();
    Job last = claim(one);
    one.succeed(last, result(last));
    assertThat(table.job(job).problem()).isNull();
  }

  private void dueNow() {
    table.jdbc.sql("update generation_jobs set next_attempt_at = now()").update();
  }

  @Test
  void leaveJobsOfKindsAloneThatALaterRevisionAdds() throws Exception {
    Job job = table.upload();
    table.jdbc.sql("update generation_jobs set kind = 'upscale'").update();
    assertThat(one.claim()).isEmpty();
    assertThat(table.job(job).attempts()).isZero();
  }

  @Test
  void haveATableThatRefusesHalfAState() throws Exception {
    table.upload();
    for (String nonsense :
        List.of(
            "state = 'RUNNING'",
            "state = 'SUCCEEDED', finished_at = now()",
            "state = 'FAILED', finished_at = now()",
            "lease_owner = 'x'",
            "state = 'DONE'")) {
      assertThatThrownBy(() -> table.jdbc.sql("update generation_jobs set " + nonsense).update())
          .as(nonsense)
          .isInstanceOf(DataIntegrityViolationException.class);
    }
  }
}
