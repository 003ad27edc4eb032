package dev.belay.controlplane.rollout;

class InMemoryRolloutStoreTest extends RolloutStoreTck {

  private final InMemoryRolloutStore store = new InMemoryRolloutStore();

  @Override
  RolloutStore store() {
    return store;
  }

  @Override
  RolloutStore reopened() {
    return store;
  }

  @Override
  RolloutStore another() {
    return store.another();
  }
}
