package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.Renewing.Turn;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The renewal of one service that is under way, if one is: kept, stepped, stored before acting. */
class ServiceRenewal {

  private static final Logger log = LoggerFactory.getLogger(ServiceRenewal.class);

  private final ServiceName service;
  private final @Nullable RenewalStore store;
  private final Consumer<Renewal> changed;
  private @Nullable Renewal active;
  private boolean known;

  /**
   * @param store null where nothing is ever renewed
   */
  ServiceRenewal(ServiceName service, @Nullable RenewalStore store, Consumer<Renewal> changed) {
    this.service = service;
    this.store = store;
    this.changed = changed;
  }

  static ServiceRenewal none(ServiceName service) {
    return new ServiceRenewal(service, null, renewal -> {});
  }

  /** The one that is under way; null if none is. */
  synchronized @Nullable Renewal active() {
    if (!known && store != null) {
      active = store.active(service).orElse(null);
      known = true;
    }
    return active;
  }

  /** The same as far as is known without asking the store. */
  synchronized boolean underWay() {
    return active != null;
  }

  /**
   * @throws RestartRefusedException while another is under way
   */
  synchronized Renewal begin(Renewal wanted, FencingToken token) {
    RenewalStore kept = store;
    if (kept == null) {
      throw new IllegalStateException("nothing is renewed here");
    }
    known = false;
    Renewal before = active();
    if (before != null && !before.replaceable()) {
      throw RestartRefusedException.underWay(service);
    }
    known = false;
    if (before != null) {
      kept.save(before.end(wanted.startedAt()), token);
      changed.accept(before.end(wanted.startedAt()));
    }
    Renewal created = kept.create(wanted);
    active = created;
    known = true;
    log.info("{}: {} instances are to be replaced", created.revision(), created.targets().size());
    changed.accept(created);
    return created;
  }

  /** One step; what comes of it is stored before anybody may act on it. */
  synchronized @Nullable Turn step(Renewing.Situation seen, FencingToken token) {
    Renewal before = active();
    if (before == null || store == null) {
      return null;
    }
    Turn turn = Renewing.step(before, seen);
    Renewal next = turn.next();
    if (!next.equals(before)) {
      known = false;
      store.save(next, token);
      active = next.ended() ? null : next;
      known = true;
      log.info("{}: replacing instances: {}: {}", next.revision(), next.state(), next.detail());
      changed.accept(next);
    }
    return turn;
  }
}
