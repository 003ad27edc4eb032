package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store whose connection breaks after each write, and which cannot be read then. */
final class AmbiguousStore implements RolloutStore {

  private final RolloutStore store;
  boolean failing;

  AmbiguousStore(RolloutStore store) {
    this.store = store;
  }

  private <T> T told(T result) {
    if (failing) {
      throw new IllegalStateException("the connection is broken");
    }
    return result;
  }

  @Override
  public Rollout create(ServiceName service, Function<RevisionId, Rollout> open) {
    return told(store.create(service, open));
  }

  @Override
  public Rollout save(Rollout rollout, @Nullable RecordedLook look) {
    return told(store.save(rollout, look));
  }

  @Override
  public List<RecordedLook> recorded(RevisionId id) {
    return told(store.recorded(id));
  }

  @Override
  public Optional<Rollout> find(RevisionId id) {
    return told(store.find(id));
  }

  @Override
  public List<Rollout> newest(ServiceName service, int limit) {
    return told(store.newest(service, limit));
  }

  @Override
  public List<Rollout> promoted(ServiceName service, int limit) {
    return told(store.promoted(service, limit));
  }

  @Override
  public int takenBackSince(Instant since) {
    return told(store.takenBackSince(since));
  }

  @Override
  public int takenBack(ServiceName service) {
    return told(store.takenBack(service));
  }

  @Override
  public List<Rollout> quarantined(ServiceName service) {
    return told(store.quarantined(service));
  }

  @Override
  public boolean liftQuarantine(ServiceName service, String content) {
    return told(store.liftQuarantine(service, content));
  }

  @Override
  public FencingToken takeOver() {
    return store.takeOver();
  }
}
