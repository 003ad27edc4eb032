package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.catalog.Revision;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class BreakerTest {

  private static final BreakerSettings TWO_IN_AN_HOUR = new BreakerSettings(2, Duration.ofHours(1));

  private RolloutStore store;
  private JdbcClient jdbc;

  @BeforeEach
  void migrate() {
    var database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    store = JdbcStores.migrated(database);
    jdbc = JdbcClient.create(database);
  }

  @Test
  void opensAfterSoManyRollbacksAndClosesByItself() {
    takenBack(10);
    assertThat(at(11).view().open()).isFalse();
    takenBack(20);
    assertThat(at(21).view().open()).isTrue();
    assertThat(at(21).view().summary()).isEqualTo("2 rollbacks in 60 min: people decide");
    assertThat(at(10 + 3_601).view().open()).isFalse();
  }

  @Test
  void someoneCanResetIt() {
    takenBack(10);
    takenBack(20);
    Breaker breaker = at(30);
    assertThat(breaker.view().open()).isTrue();

    breaker.reset();

    assertThat(breaker.view().open()).isFalse();
    takenBack(40);
    assertThat(at(41).view().rollbacks()).as("also for the next control plane").isEqualTo(1);
  }

  @Test
  void aClockThatIsPutBackDoesNotKeepItAsItWas() {
    var now = new AtomicReference<>(NOON.plusSeconds(600));
    var breaker = new Breaker(store, jdbc, TWO_IN_AN_HOUR, new VirtualClock(now::get));
    assertThat(breaker.view().open()).isFalse();
    takenBack(10);
    takenBack(20);

    now.set(NOON.plusSeconds(30));

    assertThat(breaker.view().open()).isTrue();
  }

  @Test
  void refusesSettingsThatCannotWork() {
    assertThatThrownBy(() -> new BreakerSettings(0, Duration.ofHours(1)))
        .hasMessageContaining("1 to 1000");
    assertThatThrownBy(() -> new BreakerSettings(1, Duration.ofSeconds(1)))
        .hasMessageContaining("1 min to 7 days");
  }

  private Breaker at(long second) {
    return new Breaker(
        store, jdbc, TWO_IN_AN_HOUR, Clock.fixed(NOON.plusSeconds(second), ZoneOffset.UTC));
  }

  private void takenBack(long second) {
    Rollout created =
        store.create(
            SHOP,
            id -> {
              Rollout like = Scene.rollout(new RolloutState.Starting(NOON));
              Revision as = like.candidate();
              return new Rollout(
                  new Revision(id, as.artifact(), as.digest(), as.settings(), 1),
                  like.stable(),
                  like.policy(),
                  false,
                  "ann",
                  "",
                  NOON,
                  like.state(),
                  NOON,
                  null,
                  like.evidence(),
                  List.of(),
                  List.of(),
                  List.of(),
                  0);
            });
    var at = NOON.plusSeconds(second);
    var end = new RolloutState.RolledBack(Cause.of("ProbeFailed", "bad"), at, at);
    store.save(created.enter(end, at, "bad"));
  }
}
