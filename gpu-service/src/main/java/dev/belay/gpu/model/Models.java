package dev.belay.gpu.model;

import java.util.List;

/** All models that this service is expected to answer with. */
public final class Models {

  private final List<ModelLoader> expected;

  public Models(List<ModelLoader> expected) {
    this.expected = List.copyOf(expected);
  }

  /** Whether every expected model has answered. Without any there is nothing to answer with. */
  public boolean ready() {
    return !expected.isEmpty() && expected.stream().allMatch(loader -> loader.status().ready());
  }

  /** Of every expected model. */
  public List<ModelStatus> statuses() {
    return expected.stream().map(ModelLoader::status).toList();
  }
}
