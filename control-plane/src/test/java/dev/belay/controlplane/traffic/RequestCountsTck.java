package dev.belay.controlplane.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every source of counts does, whether it tells of failures by itself or not. */
public abstract class RequestCountsTck {

  protected static final ServiceName SERVICE = new ServiceName("upload-service");
  static final RevisionId R1 = new RevisionId(SERVICE, 1);
  private static final RevisionId R2 = new RevisionId(SERVICE, 2);

  /** How a request ends. */
  public enum Ending {
    SUCCEEDED,
    REFUSED,
    FAILED,
    UNANSWERED
  }

  protected abstract RequestOutcomes outcomes();

  /** Gives the revisions of {@link #SERVICE} their shares. */
  protected abstract void route(Map<RevisionId, Weight> shares);

  /** Sends one request to whomever the shares choose; it ends as told. */
  protected abstract void request(Ending ending);

  /** The source starts again and counts from 0. */
  protected abstract void reboot();

  /** From now on the source cannot be asked. */
  protected abstract void makeUnavailable();

  @Test
  void countsNothingWhereNothingWasRouted() {
    assertThat(outcomes().read(SERVICE).counts()).isEmpty();
  }

  @Test
  void countsEachRequestOnceAsItEnded() {
    route(Map.of(R1, Weight.ALL));
    requests(2, Ending.SUCCEEDED);
    requests(1, Ending.REFUSED);
    requests(3, Ending.FAILED);

    awaitCounts(new Counts(R1, 1, Weight.ALL, false, 2, 1, 3, 0));
  }

  @Test
  void labelsWithTheShareAndTheEpochOfTheRouting() {
    route(Map.of(R1, Weight.ALL));
    requests(1, Ending.SUCCEEDED);
    awaitTotal(1);
    route(Map.of(R1, Weight.percent(50), R2, Weight.percent(50)));
    requests(20, Ending.SUCCEEDED);
    awaitTotal(21);

    List<Counts> second =
        outcomes().read(SERVICE).counts().stream()
            .filter(counts -> counts.weightEpoch() == 2)
            .toList();

    assertThat(second)
        .allSatisfy(counts -> assertThat(counts.weight()).isEqualTo(Weight.percent(50)))
        .allSatisfy(counts -> assertThat(counts.concurrent()).isTrue())
        .extracting(Counts::revision)
        .containsExactlyInAnyOrder(R1, R2);
    assertThat(second.stream().mapToLong(Counts::succeeded).sum()).isEqualTo(20);
  }

  @Test
  void keepsWhatARevisionCountedBeforeItLeft() {
    route(Map.of(R1, Weight.ALL));
    requests(4, Ending.FAILED);
    awaitTotal(4);

    route(Map.of(R2, Weight.ALL));

    assertThat(outcomes().read(SERVICE).counts())
        .map(RequestCountsTck::whatEnded)
        .contains(new Counts(R1, 1, Weight.ALL, false, 0, 0, 4, 0));
  }

  @Test
  void countsFromZeroUnderANewBootId() {
    route(Map.of(R1, Weight.ALL));
    requests(2, Ending.SUCCEEDED);
    awaitTotal(2);
    String before = outcomes().read(SERVICE).bootId();

    reboot();

    Snapshot after = outcomes().read(SERVICE);
    assertThat(after.bootId()).isNotEqualTo(before);
    assertThat(total(after)).isZero();
  }

  @Test
  void keepsTheEpochOverAReboot() {
    route(Map.of(R1, Weight.ALL));
    route(Map.of(R1, Weight.percent(50), R2, Weight.percent(50)));

    reboot();
    requests(1, Ending.SUCCEEDED);

    awaitTotal(1);
    assertThat(outcomes().read(SERVICE).counts())
        .filteredOn(counts -> counts.total() > 0)
        .extracting(Counts::weightEpoch)
        .containsExactly(2L);
  }

  @Test
  void saysThatItCannotBeAsked() {
    makeUnavailable();

    assertThatExceptionOfType(TrafficException.class).isThrownBy(() -> outcomes().read(SERVICE));
  }

  void requests(int count, Ending ending) {
    for (int i = 0; i < count; i++) {
      request(ending);
    }
  }

  void awaitCounts(Counts expected) {
    await()
        .untilAsserted(() ->
            assertThat(outcomes().read(SERVICE).counts())
                .map(RequestCountsTck::whatEnded)
                .containsExactly(expected));
  }

  /** Without what not every source can tell: how many were routed, and how long they took. */
  private static Counts whatEnded(Counts counts) {
    return new Counts(
        counts.revision(),
        counts.weightEpoch(),
        counts.weight(),
        counts.concurrent(),
        counts.succeeded(),
        counts.refused(),
        counts.failed(),
        counts.unanswered());
  }

  private void awaitTotal(long expected) {
    await().untilAsserted(() -> assertThat(total(outcomes().read(SERVICE))).isEqualTo(expected));
  }

  private static long total(Snapshot snapshot) {
    return snapshot.counts().stream().mapToLong(Counts::total).sum();
  }
}
