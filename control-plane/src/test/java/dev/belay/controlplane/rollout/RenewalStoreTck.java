package dev.belay.controlplane.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.Renewal.State;
import dev.belay.controlplane.rollout.Renewal.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link RenewalStore} does. */
abstract class RenewalStoreTck {

  private static final ServiceName SHOP = new ServiceName("shop");
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123456Z");

  abstract RenewalStore store();

  /** Of whoever acts now. */
  abstract FencingToken token();

  /** Somebody else acts from now on; their token. */
  abstract FencingToken succeeded();

  @Test
  void keepsWhatWasBegunAsItWas() {
    Renewal stored = store().create(renewal("belay", NOON));

    assertThat(stored.number()).isPositive();
    assertThat(store().active(SHOP)).contains(stored);
    assertThat(store().newest(SHOP, 1)).containsExactly(stored);
    assertThat(store().active(new ServiceName("other"))).isEmpty();
  }

  @Test
  void hasOneOfAServiceUnderWay() {
    Renewal first = store().create(renewal("belay", NOON));
    assertThatThrownBy(() -> store().create(renewal("ann", NOON)))
        .isInstanceOf(RestartRefusedException.class);
    assertThat(store().anyUnderWay()).isTrue();

    Renewal ended = first.becoming(State.DONE, NOON, "done");
    store().save(ended, token());

    assertThat(store().anyUnderWay()).isFalse();
    assertThat(store().active(SHOP)).isEmpty();
    Renewal second = store().create(renewal("ann", NOON));
    assertThat(store().newest(SHOP, 5)).containsExactly(second, ended);
  }

  @Test
  void countsProcessesByWhomAndSinceWhen() {
    Renewal first = store().create(renewal("belay", NOON));
    store().save(first.givenUp("no", NOON).end(NOON), token());
    store().create(renewal("ann", NOON));

    assertThat(store().replacedSince(SHOP, "belay", NOON.minus(Duration.ofHours(1)))).isEqualTo(2);
    assertThat(store().replacedSince(SHOP, "belay", NOON)).isZero();
    assertThat(store().replacedSince(SHOP, "bob", NOON.minus(Duration.ofHours(1)))).isZero();
  }

  @Test
  void refusesWhoeverWasSucceeded() {
    FencingToken before = token();
    Renewal stored = store().create(renewal("belay", NOON));
    store().save(stored.telling("by the successor"), succeeded());

    assertThatThrownBy(() -> store().save(stored.telling("too late"), before))
        .isInstanceOf(StaleRolloutException.class);
    assertThat(store().active(SHOP).orElseThrow().detail()).isEqualTo("by the successor");
  }

  private static Renewal renewal(String by, Instant at) {
    return new Renewal(
        0,
        new RevisionId(SHOP, 3),
        List.of(
            new Target("shop-r3-0", at.minusSeconds(60)),
            new Target("shop-r3-1", at.minusSeconds(50))),
        List.of("shop-r3-0", "shop-r3-1"),
        by,
        "new settings",
        "0123456789ab",
        "{\"settings\":[\"API_KEY\"]}",
        at,
        State.GROWING,
        at,
        null,
        "asked for",
        null);
  }
}
