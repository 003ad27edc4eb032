package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;

class InMemoryRenewalStoreTest extends RenewalStoreTck {

  private final RenewalStore store = new InMemoryRenewalStore();

  @Override
  RenewalStore store() {
    return store;
  }

  @Override
  FencingToken token() {
    return new FencingToken(1);
  }

  @Override
  FencingToken succeeded() {
    return new FencingToken(2);
  }
}
