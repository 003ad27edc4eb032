package dev.belay.controlplane.judging;

class InMemoryJudgementStoreTest extends JudgementStoreTck {

  private final JudgementStore store = new InMemoryJudgementStore();

  @Override
  JudgementStore store() {
    return store;
  }

  @Override
  JudgementStore reopened() {
    return store;
  }
}
