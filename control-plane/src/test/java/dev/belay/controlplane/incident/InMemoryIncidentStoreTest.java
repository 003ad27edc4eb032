package dev.belay.controlplane.incident;

class InMemoryIncidentStoreTest extends IncidentStoreTck {

  private final IncidentStore store = new InMemoryIncidentStore();

  @Override
  IncidentStore store() {
    return store;
  }

  @Override
  IncidentStore reopened() {
    return store;
  }
}
