package dev.belay.controlplane.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Failure;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What every {@link RequestOutcomes} does that sits where requests are routed. */
public abstract class RequestOutcomesTck extends RequestCountsTck {

  @Test
  void countsWhatTheRevisionDidNotAnswer() {
    route(Map.of(R1, Weight.ALL));
    requests(2, Ending.SUCCEEDED);
    requests(1, Ending.UNANSWERED);

    awaitCounts(new Counts(R1, 1, Weight.ALL, false, 2, 0, 0, 1));
  }

  @Test
  void tellsOfAFailure() {
    route(Map.of(R1, Weight.ALL));
    var heard = new CopyOnWriteArrayList<Failure>();
    try (var subscription = outcomes().onFailure(heard::add)) {
      awaitHeard(heard);

      Failure failure = heard.getFirst();
      assertThat(failure.revision()).isEqualTo(R1);
      assertThat(failure.weightEpoch()).isEqualTo(1);
      assertThat(failure.status()).isEqualTo(500);
      assertThat(failure.reason()).isEqualTo("answered-5xx");
      assertThat(failure.route()).startsWith("GET /");
    }
  }

  @Test
  void tellsOfFailuresOnly() {
    route(Map.of(R1, Weight.ALL));
    var heard = new CopyOnWriteArrayList<Failure>();
    try (var subscription = outcomes().onFailure(heard::add)) {
      requests(3, Ending.SUCCEEDED);
      requests(3, Ending.REFUSED);
      awaitHeard(heard);

      assertThat(heard).allSatisfy(failure -> assertThat(failure.status()).isEqualTo(500));
    }
  }

  @Test
  void isSilentAfterASubscriptionIsClosed() {
    route(Map.of(R1, Weight.ALL));
    var first = new CopyOnWriteArrayList<Failure>();
    var second = new CopyOnWriteArrayList<Failure>();
    var closed = outcomes().onFailure(first::add);
    awaitHeard(first);
    closed.close();
    int before = first.size();

    try (var subscription = outcomes().onFailure(second::add)) {
      awaitHeard(second);

      assertThat(first).hasSize(before);
    }
  }

  @Test
  void goesOnAfterAListenerThrew() {
    route(Map.of(R1, Weight.ALL));
    var heard = new CopyOnWriteArrayList<Failure>();
    try (var subscription =
        outcomes()
            .onFailure(failure -> {
              heard.add(failure);
              throw new IllegalStateException("on purpose");
            })) {
      awaitHeard(heard);
      int before = heard.size();

      requests(1, Ending.FAILED);

      await().until(() -> heard.size() > before);
    }
  }

  @Test
  void tellsOfFailuresAlsoAfterAReboot() {
    route(Map.of(R1, Weight.ALL));
    var heard = new CopyOnWriteArrayList<Failure>();
    try (var subscription = outcomes().onFailure(heard::add)) {
      awaitHeard(heard);
      reboot();
      heard.clear();

      awaitHeard(heard);

      assertThat(heard.getFirst().revision()).isEqualTo(R1);
    }
  }

  /** A subscription may miss what happens while it connects: hence more than one failure. */
  private void awaitHeard(List<Failure> heard) {
    await()
        .until(() -> {
          request(Ending.FAILED);
          return !heard.isEmpty();
        });
  }
}
