package dev.belay.controlplane.traffic;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A router without a network, which can be made to fail in the ways that real ones fail. */
public final class InMemoryTrafficRouter implements TrafficRouter {

  private final Map<ServiceName, Routing> routings = new LinkedHashMap<>();
  private final Map<ServiceName, Instant> renewals = new LinkedHashMap<>();
  private final Clock clock;
  private final List<TrafficSplit> changes = new ArrayList<>();
  private long highestToken;
  private boolean unavailable;
  private boolean deaf;

  public InMemoryTrafficRouter() {
    this(Clock.systemUTC());
  }

  public InMemoryTrafficRouter(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Routing read(ServiceName service) {
    checkAvailable();
    return routing(service);
  }

  @Override
  public synchronized Routing apply(TrafficSplit split, FencingToken token) {
    checkAvailable();
    if (token.value() < highestToken) {
      throw new StaleFencingTokenException(token, highestToken);
    }
    highestToken = token.value();
    return deaf ? routing(split.service()) : putInForce(split);
  }

  @Override
  public synchronized void renew(ServiceName service, FencingToken token) {
    checkAvailable();
    if (token.value() < highestToken) {
      throw new StaleFencingTokenException(token, highestToken);
    }
    routing(service);
    renewals.put(service, clock.instant());
  }

  private Routing putInForce(TrafficSplit split) {
    Routing before = routing(split.service());
    boolean sameWeights = before.weightEpoch() > 0 && before.split().sameWeights(split);
    var after = new Routing(split, before.weightEpoch() + (sameWeights ? 0 : 1));
    if (!after.equals(before)) {
      changes.add(split);
    }
    renewals.put(split.service(), clock.instant());
    routings.put(split.service(), after);
    return after;
  }

  private Routing routing(ServiceName service) {
    Routing put = routings.get(service);
    Routing known = put == null ? new Routing(TrafficSplit.none(service), 0) : put;
    TrafficSplit.Lease lease = known.split().lease();
    if (lease == null
        || !clock
            .instant()
            .isAfter(renewals.getOrDefault(service, clock.instant()).plus(lease.after()))) {
      return known;
    }
    var everything =
        new TrafficSplit(
            service, List.of(new TrafficSplit.Arm(lease.revision(), Weight.ALL, lease.backends())));
    var expired = new Routing(everything, known.weightEpoch() + 1, true);
    routings.put(service, expired);
    changes.add(everything);
    return expired;
  }

  private void checkAvailable() {
    if (unavailable) {
      throw new TrafficException("The router is unavailable, as it was told to be", null);
    }
  }

  /** While true, every call ends in {@link TrafficException}. */
  public synchronized void unavailable(boolean now) {
    unavailable = now;
  }

  /** While true, splits are acknowledged with what is in force instead of being put into force. */
  public synchronized void deaf(boolean now) {
    deaf = now;
  }

  /** Someone else changes the split, past every token. */
  public synchronized void changeFromOutside(TrafficSplit split) {
    putInForce(split);
  }

  /** Every split that changed something, in order. */
  public synchronized List<TrafficSplit> changes() {
    return List.copyOf(changes);
  }

  /** What a request that comes now is counted under; works also while unavailable. */
  synchronized Routing inForce(RevisionId revision) {
    return routing(revision.service());
  }
}
