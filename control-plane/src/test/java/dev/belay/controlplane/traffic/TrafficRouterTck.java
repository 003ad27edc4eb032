package dev.belay.controlplane.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import dev.belay.controlplane.traffic.TrafficRouter.Routing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link TrafficRouter} does. */
public abstract class TrafficRouterTck {

  private static final ServiceName SERVICE = new ServiceName("upload-service");
  private static final ServiceName OTHER = new ServiceName("gpu-service");
  private static final FencingToken TOKEN = new FencingToken(5);
  private static final RevisionId STABLE = new RevisionId(SERVICE, 1);

  protected abstract TrafficRouter router();

  /** From now on the router cannot be asked. */
  protected abstract void makeUnavailable();

  @Test
  void readsNobodyToServeWhereNothingWasApplied() {
    assertThat(router().read(SERVICE)).isEqualTo(new Routing(TrafficSplit.none(SERVICE), 0));
  }

  @Test
  void readsBackWhatWasApplied() {
    TrafficSplit split = split(arm(1, 90, 2), arm(2, 10, 1));

    Routing applied = router().apply(split, TOKEN);

    assertThat(applied).isEqualTo(new Routing(split, 1));
    assertThat(router().read(SERVICE)).isEqualTo(applied);
  }

  @Test
  void changesNothingWhenTheSameSplitIsAppliedAgain() {
    TrafficSplit split = split(arm(1, 90, 1), arm(2, 10, 1));
    Routing first = router().apply(split, TOKEN);

    Routing again = router().apply(split, TOKEN);

    assertThat(again).isEqualTo(first);
  }

  @Test
  void beginsANewEpochWithEachChangeOfWeights() {
    router().apply(split(arm(1, 100, 1)), TOKEN);
    router().apply(split(arm(1, 90, 1), arm(2, 10, 1)), TOKEN);

    Routing third = router().apply(split(arm(1, 50, 1), arm(2, 50, 1)), TOKEN);

    assertThat(third.weightEpoch()).isEqualTo(3);
  }

  @Test
  void countsAReturnToEarlierWeightsAsANewEpoch() {
    router().apply(split(arm(1, 100, 1)), TOKEN);
    router().apply(split(arm(1, 90, 1), arm(2, 10, 1)), TOKEN);

    Routing back = router().apply(split(arm(1, 100, 1)), TOKEN);

    assertThat(back.weightEpoch()).isEqualTo(3);
  }

  @Test
  void keepsTheEpochWhenOnlyBackendsChange() {
    router().apply(split(arm(1, 90, 1), arm(2, 10, 1)), TOKEN);
    TrafficSplit larger = split(arm(1, 90, 3), arm(2, 10, 1));

    Routing changed = router().apply(larger, TOKEN);

    assertThat(changed).isEqualTo(new Routing(larger, 1));
    assertThat(router().read(SERVICE)).isEqualTo(changed);
  }

  @Test
  void keepsTheEpochWhenAnArmWithoutShareComes() {
    router().apply(split(arm(1, 100, 1)), TOKEN);

    Routing changed = router().apply(split(arm(1, 100, 1), arm(2, 0, 1)), TOKEN);

    assertThat(changed.weightEpoch()).isEqualTo(1);
  }

  @Test
  void takesASplitThatServesNobody() {
    router().apply(split(arm(1, 100, 1)), TOKEN);
    TrafficSplit nobody = split(arm(1, 0, 0));

    Routing changed = router().apply(nobody, TOKEN);

    assertThat(changed).isEqualTo(new Routing(nobody, 2));
  }

  @Test
  void refusesAStaleTokenAndChangesNothing() {
    Routing inForce = router().apply(split(arm(1, 100, 1)), TOKEN);
    TrafficSplit late = split(arm(2, 100, 1));

    assertThatExceptionOfType(StaleFencingTokenException.class)
        .isThrownBy(() -> router().apply(late, new FencingToken(4)))
        .withMessage("Fencing token 4 is stale: 5 was seen");
    assertThat(router().read(SERVICE)).isEqualTo(inForce);
  }

  @Test
  void refusesAStaleTokenAlsoForAServiceThatItNeverCameFor() {
    router().apply(split(arm(1, 100, 1)), TOKEN);
    var late = TrafficSplit.none(OTHER);

    assertThatExceptionOfType(StaleFencingTokenException.class)
        .isThrownBy(() -> router().apply(late, new FencingToken(4)));
    assertThat(router().read(OTHER).weightEpoch()).isZero();
  }

  @Test
  void remembersAHigherTokenEvenIfTheSplitIsTheSame() {
    TrafficSplit split = split(arm(1, 100, 1));
    router().apply(split, TOKEN);
    router().apply(split, new FencingToken(6));

    assertThatExceptionOfType(StaleFencingTokenException.class)
        .isThrownBy(() -> router().apply(split, TOKEN));
  }

  @Test
  void keepsServicesApart() {
    Routing first = router().apply(split(arm(1, 100, 1)), TOKEN);
    var other = new TrafficSplit(OTHER, List.of(arm(new RevisionId(OTHER, 7), Weight.ALL, 1)));

    Routing second = router().apply(other, TOKEN);

    assertThat(second).isEqualTo(new Routing(other, 1));
    assertThat(router().read(SERVICE)).isEqualTo(first);
  }

  @Test
  void readsBackALease() {
    TrafficSplit split = leased(Duration.ofSeconds(90), backend(STABLE, 0));

    assertThat(router().apply(split, TOKEN)).isEqualTo(new Routing(split, 1));
    assertThat(router().read(SERVICE).split()).isEqualTo(split);
  }

  @Test
  void goesToTheLeasesRevisionWhenNobodyRenewsAndBackWithTheNextSplit() throws Exception {
    try (var alive = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var backend =
          new TrafficSplit.Backend("b", new InetSocketAddress("127.0.0.1", alive.getLocalPort()));
      TrafficSplit split = leased(Duration.ofSeconds(1), backend);
      router().apply(split, TOKEN);

      await().atMost(Duration.ofSeconds(30)).until(() -> router().read(SERVICE).leaseExpired());
      Routing expired = router().read(SERVICE);
      assertThat(expired.split())
          .isEqualTo(split(new TrafficSplit.Arm(STABLE, Weight.ALL, List.of(backend))));
      assertThat(expired.weightEpoch()).isEqualTo(2);

      TrafficSplit next = leased(Duration.ofSeconds(90), backend);
      assertThat(router().apply(next, TOKEN)).isEqualTo(new Routing(next, 3));
    }
  }

  @Test
  void isRenewedByTheNewestControlPlaneOnly() {
    router().apply(leased(Duration.ofSeconds(90), backend(STABLE, 0)), TOKEN);

    assertThatExceptionOfType(StaleFencingTokenException.class)
        .isThrownBy(() -> router().renew(SERVICE, new FencingToken(4)));
    assertThatCode(() -> router().renew(SERVICE, TOKEN)).doesNotThrowAnyException();
    assertThatCode(() -> router().renew(OTHER, TOKEN)).doesNotThrowAnyException();
  }

  @Test
  void saysThatItCannotBeAsked() {
    router().apply(split(arm(1, 100, 1)), TOKEN);
    makeUnavailable();

    assertThatExceptionOfType(TrafficException.class).isThrownBy(() -> router().read(SERVICE));
    assertThatExceptionOfType(TrafficException.class)
        .isThrownBy(() -> router().apply(split(arm(1, 100, 1)), TOKEN));
  }

  private static TrafficSplit leased(Duration after, TrafficSplit.Backend backend) {
    return new TrafficSplit(
        SERVICE,
        List.of(arm(1, 90, 1), arm(2, 10, 1)),
        new TrafficSplit.Lease(STABLE, List.of(backend), after));
  }

  private static TrafficSplit split(TrafficSplit.Arm... arms) {
    return new TrafficSplit(SERVICE, List.of(arms));
  }

  private static TrafficSplit.Arm arm(int revision, int percent, int backends) {
    return arm(new RevisionId(SERVICE, revision), Weight.percent(percent), backends);
  }

  private static TrafficSplit.Arm arm(RevisionId revision, Weight weight, int backends) {
    return new TrafficSplit.Arm(
        revision,
        weight,
        IntStream.range(0, backends).mapToObj(i -> backend(revision, i)).toList());
  }

  /** Nobody listens there: a router only takes notes of it. */
  private static TrafficSplit.Backend backend(RevisionId revision, int index) {
    return new TrafficSplit.Backend(
        revision.service() + "-" + revision.label() + "-" + index,
        new InetSocketAddress("127.0.0.1", 1_000 + revision.number() * 10 + index));
  }
}
