package dev.belay.controlplane.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import dev.belay.controlplane.platform.Instance.Phase;
import dev.belay.controlplane.platform.Platform.Replacement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What every {@link Platform} does. A subclass says how programs are made and how time passes. */
public abstract class PlatformTck {

  protected static final ServiceName SERVICE = new ServiceName("orders");
  protected static final FencingToken TOKEN = new FencingToken(5);
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofSeconds(120);

  /** What a revision's program does. */
  protected enum Program {
    /** Serves until asked to end. */
    SERVES,
    /** Prints {@code at your service} and serves. */
    PRINTS,
    /** Does not end when asked to. */
    DEAF,
    /** Prints {@code going down} and exits with 7, as soon as it is started. */
    CRASHES,
    /** Migrates: prints {@code migrated} and exits with 0. */
    MIGRATES,
    /** Migrates badly: prints {@code no such column} and exits with 3. */
    FAILS_TO_MIGRATE,
    /** Prints two reports, the second of them {@code {"n":2}}, and exits with 1. */
    REPORTS,
    /** Never comes to an end. */
    HANGS
  }

  protected abstract Platform platform();

  /** A platform that knows what this one did, as after a restart of the control plane. */
  protected abstract Platform successor();

  protected abstract Revision revision(int number, Program program, int instances);

  /** Waits until a program that runs is deaf, where it takes a while to become so. */
  protected void awaitDeafness() {}

  /** Lets a little time pass, for platforms whose time does not pass by itself. */
  protected void passTime() {}

  protected final void eventually(Callable<Boolean> condition) {
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          passTime();
          return condition.call();
        });
  }

  private List<Instance> instances(Phase phase) {
    return platform().observe(SERVICE).stream().filter(i -> i.phase() == phase).toList();
  }

  private boolean runs(Revision revision, int instances) {
    return instances(Phase.RUNNING).stream().filter(i -> i.revision().equals(revision.id())).count()
        == instances;
  }

  private static int ends(Instance instance) {
    return instance.restarts() + (instance.phase() == Phase.BACKING_OFF ? 1 : 0);
  }

  private boolean isGone(RevisionId revision) {
    return platform().observe(SERVICE).stream().noneMatch(i -> i.revision().equals(revision));
  }

  @Test
  void observesNothingBeforeAnythingWasStarted() {
    assertThat(platform().observe(SERVICE)).isEmpty();
  }

  @Test
  void runsTheWantedNumberOfInstancesEachAtItsOwnAddress() {
    Revision revision = revision(1, Program.SERVES, 2);

    platform().start(revision, TOKEN);

    eventually(() -> runs(revision, 2));
    List<Instance> instances = instances(Phase.RUNNING);
    assertThat(instances)
        .extracting(Instance::id)
        .containsExactlyInAnyOrder("orders-r1-0", "orders-r1-1");
    assertThat(instances).extracting(Instance::address).doesNotHaveDuplicates();
    assertThat(instances)
        .allSatisfy(i -> assertThat(i.address().getAddress().isLoopbackAddress()).isTrue());
    assertThat(instances).allSatisfy(i -> assertThat(i.restarts()).isZero());
    assertThat(instances).allSatisfy(i -> assertThat(i.lastExit()).isNull());
  }

  @Test
  void leavesRunningInstancesAloneWhenStartedAgain() {
    Revision revision = revision(1, Program.SERVES, 1);
    platform().start(revision, TOKEN);
    eventually(() -> runs(revision, 1));
    Instance before = instances(Phase.RUNNING).getFirst();

    platform().start(revision, TOKEN);

    passTime();
    assertThat(platform().observe(SERVICE)).containsExactly(before);
  }

  @Test
  void runsSeveralRevisionsOfAServiceSideBySide() {
    Revision one = revision(1, Program.SERVES, 1);
    Revision two = revision(2, Program.SERVES, 1);

    platform().start(one, TOKEN);
    platform().start(two, TOKEN);

    eventually(() -> runs(one, 1) && runs(two, 1));
  }

  @Test
  void observesOneServiceOnly() {
    Revision revision = revision(1, Program.SERVES, 1);
    platform().start(revision, TOKEN);
    eventually(() -> runs(revision, 1));

    assertThat(platform().observe(new ServiceName("payments"))).isEmpty();
  }

  @Test
  void stopsAllInstancesOfARevisionAndNoOther() {
    Revision one = revision(1, Program.SERVES, 2);
    Revision two = revision(2, Program.SERVES, 1);
    platform().start(one, TOKEN);
    platform().start(two, TOKEN);
    eventually(() -> runs(one, 2) && runs(two, 1));

    platform().stop(one.id(), GRACE, TOKEN);
    platform().stop(one.id(), GRACE, TOKEN);

    eventually(() -> isGone(one.id()));
    assertThat(runs(two, 1)).isTrue();
  }

  @Test
  void killsWhatDoesNotEndWithinTheGrace() {
    Revision deaf = revision(1, Program.DEAF, 1);
    platform().start(deaf, TOKEN);
    eventually(() -> runs(deaf, 1));
    awaitDeafness();

    platform().stop(deaf.id(), Duration.ofSeconds(2), TOKEN);

    eventually(() -> instances(Phase.STOPPING).size() == 1);
    eventually(() -> isGone(deaf.id()));
  }

  @Test
  void doesNotMindStoppingWhatDoesNotRun() {
    platform().stop(new RevisionId(SERVICE, 9), GRACE, TOKEN);

    assertThat(platform().observe(SERVICE)).isEmpty();
  }

  @Test
  void startsAStoppedRevisionAgain() {
    Revision revision = revision(1, Program.SERVES, 1);
    platform().start(revision, TOKEN);
    eventually(() -> runs(revision, 1));
    Instance before = instances(Phase.RUNNING).getFirst();

    platform().stop(revision.id(), GRACE, TOKEN);
    platform().start(revision, TOKEN);

    eventually(() ->
        runs(revision, 1)
            && !instances(Phase.RUNNING).getFirst().startedAt().equals(before.startedAt()));
    assertThat(instances(Phase.RUNNING).getFirst().restarts()).as("asked for").isZero();
  }

  @Test
  void startsAgainWhatEndsByItselfAndKeepsTheEvidence() {
    Revision revision = revision(1, Program.CRASHES, 1);

    platform().start(revision, TOKEN);

    eventually(() -> platform().observe(SERVICE).stream().anyMatch(i -> i.restarts() >= 2));
    eventually(() -> instances(Phase.BACKING_OFF).size() == 1);
    Instance.Exit exit = instances(Phase.BACKING_OFF).getFirst().lastExit();
    assertThat(exit.code()).isEqualTo(7);
    assertThat(exit.lastLines()).contains("going down");
  }

  @Test
  void showsWhatARunningInstancePrints() {
    Revision revision = revision(1, Program.PRINTS, 1);

    platform().start(revision, TOKEN);

    eventually(() ->
        platform()
            .examine("orders-r1-0")
            .filter(seen -> seen.lastLines().contains("at your service"))
            .isPresent());
    assertThat(platform().examine("orders-r1-0").orElseThrow().heapMegabytes()).isPositive();
  }

  @Test
  void showsNothingOfWhatIsNotThere() {
    Revision revision = revision(1, Program.PRINTS, 1);
    assertThat(platform().examine("orders-r1-0")).isEmpty();
    platform().start(revision, TOKEN);
    eventually(() -> runs(revision, 1));

    platform().stop(revision.id(), GRACE, TOKEN);

    assertThat(platform().examine("orders-r1-0")).isEmpty();
    assertThat(platform().examine("../../etc/passwd")).isEmpty();
  }

  @Test
  void stopsWhatBacksOff() {
    Revision revision = revision(1, Program.CRASHES, 1);
    platform().start(revision, TOKEN);
    eventually(() -> instances(Phase.BACKING_OFF).size() == 1);

    platform().stop(revision.id(), GRACE, TOKEN);

    eventually(() -> isGone(revision.id()));
  }

  @Test
  void adoptsWhatAnEarlierControlPlaneStarted() {
    Revision revision = revision(1, Program.SERVES, 2);
    platform().start(revision, TOKEN);
    eventually(() -> runs(revision, 2));
    List<Instance> before = platform().observe(SERVICE);

    Platform successor = successor();

    assertThat(successor.observe(SERVICE)).containsExactlyElementsOf(before);
    successor.stop(revision.id(), GRACE, new FencingToken(6));
    eventually(() -> successor.observe(SERVICE).isEmpty());
  }

  @Test
  void refusesWhoeverWasSucceeded() {
    Revision revision = revision(1, Program.SERVES, 1);
    platform().start(revision, TOKEN);
    eventually(() -> runs(revision, 1));
    var stale = new FencingToken(4);

    assertThatThrownBy(() -> platform().start(revision(2, Program.SERVES, 1), stale))
        .isInstanceOf(StaleFencingTokenException.class);
    assertThatThrownBy(() -> platform().stop(revision.id(), GRACE, stale))
        .isInstanceOf(StaleFencingTokenException.class);
    assertThatThrownBy(() -> platform().runOnce(migration(revision(3, Program.MIGRATES, 1)), stale))
        .isInstanceOf(StaleFencingTokenException.class);

    passTime();
    assertThat(platform().observe(SERVICE))
        .extracting(Instance::revision)
        .containsExactly(revision.id());
    assertThatThrownBy(() -> successor().stop(revision.id(), GRACE, stale))
        .as("the token outlives the control plane")
        .isInstanceOf(StaleFencingTokenException.class);
  }

  @Test
  void runsAMigrationToItsEndAndAgain() {
    RunSpec migration = migration(revision(1, Program.MIGRATES, 1));

    assertThat(platform().runOnce(migration, TOKEN)).isInstanceOf(RunResult.Succeeded.class);
    assertThat(platform().runOnce(migration, TOKEN)).isInstanceOf(RunResult.Succeeded.class);
    assertThat(platform().observe(SERVICE)).isEmpty();
  }

  @Test
  void reportsHowAMigrationFailed() {
    RunResult result =
        platform().runOnce(migration(revision(1, Program.FAILS_TO_MIGRATE, 1)), TOKEN);

    assertThat(result)
        .isInstanceOfSatisfying(
            RunResult.Failed.class,
            failed -> {
              assertThat(failed.exitCode()).isEqualTo(3);
              assertThat(failed.lastLines()).contains("no such column");
            });
  }

  @Test
  void handsOverTheLastReportOfAPreflight() {
    var spec = new RunSpec(revision(1, Program.REPORTS, 1), RunSpec.Purpose.PREFLIGHT, LIMIT);

    assertThat(platform().runOnce(spec, TOKEN))
        .isInstanceOfSatisfying(
            RunResult.Failed.class,
            failed -> {
              assertThat(failed.exitCode()).isEqualTo(1);
              assertThat(failed.report()).isEqualTo("{\"n\":2}");
            });
    assertThat(platform().observe(SERVICE)).isEmpty();
  }

  @Test
  void endsAMigrationAtItsLimit() {
    var limit = Duration.ofSeconds(2);

    RunResult result =
        platform()
            .runOnce(
                new RunSpec(revision(1, Program.HANGS, 1), RunSpec.Purpose.MIGRATE, limit), TOKEN);

    assertThat(result)
        .isInstanceOfSatisfying(
            RunResult.TimedOut.class, timedOut -> assertThat(timedOut.limit()).isEqualTo(limit));
  }

  private static RunSpec migration(Revision revision) {
    return new RunSpec(revision, RunSpec.Purpose.MIGRATE, LIMIT);
  }

  @Test
  void restartsAnIllProcessWithBackOffAndCountsIt() {
    Revision revision = revision(1, Program.SERVES, 1);
    platform().start(revision, TOKEN);
    eventually(() -> runs(revision, 1));
    Instance ill = instances(Phase.RUNNING).getFirst();

    platform().restart(ill.id(), ill.startedAt(), GRACE, Replacement.ILL, TOKEN);
    platform().restart(ill.id(), ill.startedAt(), GRACE, Replacement.ILL, TOKEN);

    eventually(() -> {
      // Whoever adds the end that is backed off from to the restarts must never count one twice.
      assertThat(platform().observe(SERVICE)).allMatch(each -> ends(each) <= 1);
      return runs(revision, 1) && !instances(Phase.RUNNING).getFirst().equals(ill);
    });
    Instance replaced = instances(Phase.RUNNING).getFirst();
    assertThat(replaced.id()).isEqualTo(ill.id());
    assertThat(replaced.restarts()).isEqualTo(1);
    assertThat(replaced.startedAt()).isAfter(ill.startedAt());

    platform().restart(ill.id(), ill.startedAt(), GRACE, Replacement.ILL, TOKEN);
    passTime();
    assertThat(instances(Phase.RUNNING)).as("that process is gone").containsExactly(replaced);
  }

  @Test
  void renewsAProcessAtOnceAndDoesNotCountIt() {
    Revision revision = revision(1, Program.SERVES, 2);
    platform().start(revision, TOKEN);
    eventually(() -> runs(revision, 2));
    Instance old = instances(Phase.RUNNING).getFirst();
    Instance other = instances(Phase.RUNNING).getLast();

    platform().restart(old.id(), old.startedAt(), GRACE, Replacement.RENEWED, TOKEN);
    platform().restart(old.id(), old.startedAt(), GRACE, Replacement.RENEWED, TOKEN);

    eventually(() -> {
      assertThat(platform().observe(SERVICE)).as("no end by itself").allMatch(i -> ends(i) == 0);
      return runs(revision, 2) && !instances(Phase.RUNNING).getFirst().equals(old);
    });
    assertThat(instances(Phase.RUNNING).getFirst().startedAt()).isAfter(old.startedAt());
    assertThat(instances(Phase.RUNNING)).contains(other);
  }

  @Test
  void hasOneInstanceMoreOrLessWithoutTouchingTheOthers() {
    platform().start(revision(1, Program.SERVES, 1), TOKEN);
    eventually(() -> instances(Phase.RUNNING).size() == 1);
    Instance first = instances(Phase.RUNNING).getFirst();

    platform().start(revision(1, Program.SERVES, 2), TOKEN);
    eventually(() -> instances(Phase.RUNNING).size() == 2);
    platform().start(revision(1, Program.SERVES, 1), TOKEN);

    eventually(() -> platform().observe(SERVICE).size() == 1);
    assertThat(platform().observe(SERVICE)).containsExactly(first);
  }

  @Test
  void tellsWhichSettingsAProcessHasAndWhichAreWantedNowAlsoToASuccessor() {
    wantColour("blue-as-the-evening-sky");
    Revision revision = revision(1, Program.SERVES, 1);
    platform().start(revision, TOKEN);
    eventually(() -> runs(revision, 1));
    Instance running = instances(Phase.RUNNING).getFirst();
    assertThat(configuration(platform()).stale()).isEmpty();

    wantColour("red-as-the-morning-sky");

    Platform successor = successor();
    Configuration seen = configuration(successor);
    assertThat(seen.stale()).containsExactly("COLOUR_TOKEN");
    assertThat(seen.startedAt()).isEqualTo(running.startedAt());
    assertThat(seen.toString()).doesNotContain("sky");
    successor.restart(
        running.id(), running.startedAt(), GRACE, Replacement.RENEWED, new FencingToken(6));
    eventually(() ->
        runs(revision, 1)
            && !platform().observe(SERVICE).contains(running)
            && configuration(platform()).stale().isEmpty());
  }

  /** From now on a started process has this value of {@code COLOUR_TOKEN}. */
  protected abstract void wantColour(String value);

  private static Configuration configuration(Platform platform) {
    return java.util.Objects.requireNonNull(
        platform.examine("orders-r1-0").orElseThrow().configuration());
  }

  @Test
  void refusesAStaleTokenForARestart() {
    Revision revision = revision(1, Program.SERVES, 1);
    platform().start(revision, TOKEN);
    eventually(() -> runs(revision, 1));
    Instance running = instances(Phase.RUNNING).getFirst();

    assertThatThrownBy(() ->
            platform()
                .restart(
                    running.id(), running.startedAt(), GRACE, Replacement.ILL, new FencingToken(4)))
        .isInstanceOf(StaleFencingTokenException.class);
  }
}
