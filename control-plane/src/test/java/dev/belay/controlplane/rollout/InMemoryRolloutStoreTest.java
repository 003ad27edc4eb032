package dev.belay.controlplane.rollout;

class InMemoryRolloutStoreTest extends RolloutStoreTck {

  private final RolloutStore store = new InMemoryRolloutStore();

  @Override
  RolloutStore store() {
    return store;
  }

  @Override
  RolloutStore reopened() {
    return store;
  }
}
