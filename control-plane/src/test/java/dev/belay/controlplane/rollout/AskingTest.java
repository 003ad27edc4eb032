package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.CANDIDATE;
import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.STABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.SecretLookup;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.probe.Steadiness;
import dev.belay.controlplane.rollout.HealthSource.Opinion;
import dev.belay.controlplane.rollout.Lookout.Sight;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.synthetic.Gate;
import dev.belay.controlplane.synthetic.SyntheticFiles;
import dev.belay.controlplane.synthetic.SyntheticPlan;
import dev.belay.controlplane.synthetic.Synthetics;
import dev.belay.controlplane.synthetic.Team;
import dev.belay.controlplane.traffic.MarkedRoute;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Finding.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AskingTest {

  private final AtomicInteger ofStable = new AtomicInteger(200);
  private final AtomicInteger ofCandidate = new AtomicInteger(200);
  private final AtomicInteger askedStable = new AtomicInteger();
  private final List<HttpServer> servers = new ArrayList<>();
  private final List<Instance> instances = new ArrayList<>();
  private final HashMap<String, Opinion> opinions = new HashMap<>();
  private Synthetics synthetics;
  private Asking asking;

  @TempDir Path directory;

  @BeforeEach
  void open() throws Exception {
    synthetics = Synthetics.of(MarkedRoute.NONE, SecretLookup.NONE, new SyntheticFiles(directory));
    asking = new Asking(synthetics);
    serve(STABLE, ofStable, askedStable);
    serve(CANDIDATE, ofCandidate, new AtomicInteger());
  }

  @AfterEach
  void close() {
    synthetics.close();
    servers.forEach(server -> server.stop(0));
  }

  @Test
  void saysNothingOfRequestsThatStableAnswers() {
    assertThat(asking.onStable(rollout(RolloutState.Verifying::new), sight())).isEmpty();
    assertThat(askedStable).hasValue(1);
  }

  @Test
  void refusesAPolicyWhoseRequestsStableItselfDoesNotAnswer() {
    ofStable.set(404);
    Finding finding = asking.onStable(rollout(RolloutState.Verifying::new), sight()).getFirst();
    assertThat(finding.level()).isEqualTo(Level.BLOCKER);
    assertThat(finding.rule()).isEqualTo("SyntheticRequestFailsOnStable");
    assertThat(finding.message())
        .contains("ask: GET /ask: expected status 200, saw status 404")
        .contains("shop-r1-0");
    assertThat(finding.remedy()).contains("tried on stable first");
  }

  @Test
  void tellsThatNothingWasTriedWhereStableIsNotReady() {
    opinions.put("shop-r1-0", new Opinion(Health.FAILING, null, Steadiness.UNKNOWN));
    Finding finding = asking.onStable(rollout(RolloutState.Verifying::new), sight()).getFirst();
    assertThat(finding.level()).isEqualTo(Level.NOTE);
    assertThat(askedStable).hasValue(0);
  }

  @Test
  void asksNobodyWithoutRequestsInThePolicy() {
    Rollout plain = Scene.rollout(new RolloutState.Verifying(NOON), STABLE);
    assertThat(asking.onStable(plain, sight())).isEmpty();
    assertThat(askedStable).hasValue(0);
  }

  @Test
  void asksEachInstanceOfTheCandidateAtTheGate() {
    ofCandidate.set(500);
    assertThat(asking.gate(rollout(RolloutState.Starting::new), sight()))
        .isInstanceOf(Gate.Failed.class);
    ofCandidate.set(200);
    assertThat(asking.gate(rollout(RolloutState.Starting::new), sight()))
        .isInstanceOf(Gate.Passed.class);
  }

  @Test
  void comparesOnlyWhileBothServe() {
    Rollout starting = rollout(RolloutState.Starting::new);
    asking.compare(starting, sight());
    assertThat(asking.compared(starting)).isNull();
    Rollout observing =
        starting.within(new RolloutState.Observing(0, NOON, 0, NOON.plusSeconds(60), false));
    await()
        .until(() -> {
          asking.compare(observing, sight());
          return asking.compared(observing) != null;
        });
    asking.forget(observing);
    assertThat(asking.compared(observing)).isNull();
  }

  private Sight sight() {
    return new Sight(instances, opinions, null, null);
  }

  private static Rollout rollout(
      java.util.function.Function<java.time.Instant, RolloutState> state) {
    Rollout plain = Scene.rollout(state.apply(NOON.plusSeconds(60)), STABLE);
    SyntheticPlan plan = Team.asks().plan("/ask");
    return SyntheticGateTest.with(plain, plain.policy().withSynthetic(plan));
  }

  private void serve(Revision revision, AtomicInteger status, AtomicInteger asked)
      throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(address, 10);
    server.createContext(
        "/ask",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
    servers.add(server);
    String id = "shop-%s-0".formatted(revision.id().label());
    instances.add(
        new Instance(
            id,
            revision.id(),
            InetSocketAddress.createUnresolved("127.0.0.1", server.getAddress().getPort()),
            Instance.Phase.RUNNING,
            NOON,
            0,
            null));
    opinions.put(id, new Opinion(Health.READY, null, Steadiness.UNKNOWN));
  }
}
