package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.Happening.What;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The store as one control plane reaches it: it can be killed, or fail, around every write. */
final class StoreView implements RolloutStore {

  private final Simulation world;
  private final SimulatedControlPlane me;
  private final RolloutStore store;

  StoreView(Simulation world, SimulatedControlPlane me) {
    this.world = world;
    this.me = me;
    this.store = world.anotherStore();
  }

  @Override
  public Rollout create(ServiceName service, Function<RevisionId, Rollout> open) {
    world.point(me, "create:before");
    fail(false);
    Rollout created = store.create(service, open);
    world.created(me, created);
    fail(true);
    world.point(me, "create:after");
    return created;
  }

  @Override
  public Rollout save(Rollout rollout, @Nullable RecordedLook look) {
    world.point(me, "save:before");
    fail(false);
    Rollout before = world.records().find(rollout.id());
    Rollout stored = store.save(world.mutant().saved(before, rollout, world.now()), look);
    world.saved(me, before, stored);
    fail(true);
    world.point(me, "save:after");
    return stored;
  }

  /**
   * @param done whether the write has been made, of which the caller then does not know
   */
  private void fail(boolean done) {
    if (world.faults().on(What.STORE_FAILS)
        && done == (world.faults().detail(What.STORE_FAILS) % 2 == 1)) {
      throw new IllegalStateException("the store fails (scripted)");
    }
  }

  @Override
  public List<RecordedLook> recorded(RevisionId id) {
    return store.recorded(id);
  }

  @Override
  public Optional<Rollout> find(RevisionId id) {
    return store.find(id);
  }

  @Override
  public List<Rollout> newest(ServiceName service, int limit) {
    if (world.faults().on(What.STORE_FAILS)) {
      throw new IllegalStateException("the store fails (scripted)");
    }
    List<Rollout> read = store.newest(service, limit);
    return world.mutant() == Mutant.NONE
        ? read
        : read.stream().map(each -> world.mutant().loaded(each, world.now())).toList();
  }

  @Override
  public List<Rollout> promoted(ServiceName service, int limit) {
    return store.promoted(service, limit);
  }

  @Override
  public int takenBackSince(Instant since) {
    return store.takenBackSince(since);
  }

  @Override
  public int takenBack(ServiceName service) {
    return store.takenBack(service);
  }

  @Override
  public List<Rollout> quarantined(ServiceName service) {
    return store.quarantined(service);
  }

  @Override
  public boolean liftQuarantine(ServiceName service, String content) {
    return store.liftQuarantine(service, content);
  }

  @Override
  public FencingToken takeOver() {
    if (world.faults().on(What.STORE_FAILS)) {
      throw new IllegalStateException("the store fails (scripted)");
    }
    FencingToken token = world.mutant().storeFenced() ? store.takeOver() : world.store().takeOver();
    world.point(me, "takeOver:after");
    return token;
  }
}
