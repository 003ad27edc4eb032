package dev.belay.controlplane.traffic;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.traffic.InMemoryRequestOutcomes.Result;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;

class InMemoryRequestOutcomesTest extends RequestOutcomesTck {

  private static final FencingToken TOKEN = new FencingToken(1);

  private final InMemoryTrafficRouter router = new InMemoryTrafficRouter();
  private final InMemoryRequestOutcomes outcomes =
      new InMemoryRequestOutcomes(router, Clock.systemUTC());
  private int sent;

  @Override
  protected RequestOutcomes outcomes() {
    return outcomes;
  }

  @Override
  protected void route(Map<RevisionId, Weight> shares) {
    List<TrafficSplit.Arm> arms =
        shares.entrySet().stream()
            .map(share -> new TrafficSplit.Arm(share.getKey(), share.getValue(), backends()))
            .toList();
    router.apply(new TrafficSplit(SERVICE, arms), TOKEN);
  }

  private static List<TrafficSplit.Backend> backends() {
    return List.of(new TrafficSplit.Backend("one", new InetSocketAddress("127.0.0.1", 1)));
  }

  @Override
  protected void request(Ending ending) {
    List<TrafficSplit.Arm> arms = router.read(SERVICE).split().arms();
    RevisionId inTurn = arms.get(sent++ % arms.size()).revision();
    outcomes.record(inTurn, Result.valueOf(ending.name()), 1);
  }

  @Override
  protected void reboot() {
    outcomes.reboot();
  }

  @Override
  protected void makeUnavailable() {
    outcomes.unavailable(true);
  }
}
