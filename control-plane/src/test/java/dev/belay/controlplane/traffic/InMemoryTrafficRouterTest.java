package dev.belay.controlplane.traffic;

class InMemoryTrafficRouterTest extends TrafficRouterTck {

  private final InMemoryTrafficRouter router = new InMemoryTrafficRouter();

  @Override
  protected TrafficRouter router() {
    return router;
  }

  @Override
  protected void makeUnavailable() {
    router.unavailable(true);
  }
}
