package dev.belay.controlplane.probe;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One process under observation and when it is asked next. Guarded by the prober's lock. */
final class Watch {

  private static final Duration LONGEST_DELAY = Duration.ofHours(1);

  private final Instance instance;
  private final Map<ProbeKind, Slot> slots = new EnumMap<>(ProbeKind.class);
  private InstanceHealth health;

  /**
   * @param nanos now on the monotonic clock, of which all times in here are
   */
  Watch(Instance instance, InstanceHealth health, Instant now, long nanos) {
    this.instance = instance;
    this.health = health;
    openSlots(nanos - age(now).toNanos(), nanos);
  }

  private Duration age(Instant now) {
    Duration age = Duration.between(instance.startedAt(), now);
    return age.isNegative()
        ? Duration.ZERO
        : age.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : age;
  }

  ServiceName service() {
    return instance.revision().service();
  }

  Instance instance() {
    return instance;
  }

  InstanceHealth health() {
    return health;
  }

  boolean isOfProcess(Instance other) {
    return instance.id().equals(other.id())
        && instance.startedAt().equals(other.startedAt())
        && instance.address().equals(other.address())
        && instance.phase() == other.phase();
  }

  /** The probes that are due and not under way. */
  List<Slot> due(long nanos) {
    return slots.values().stream().filter(slot -> !slot.underWay && slot.due - nanos <= 0).toList();
  }

  /** Counts a result and plans the next probe; tells whether something changed for others. */
  boolean end(Slot slot, ProbeResult result, Instant at, long nanos) {
    InstanceHealth before = health;
    health = health.observe(slot.kind, result, at);
    slot.underWay = false;
    slot.due = slot.next(nanos);
    if (health.started() && !before.started()) {
      slots.clear();
      openSlots(nanos, nanos);
    }
    return health.differsFrom(before);
  }

  private void openSlots(long origin, long nanos) {
    if (instance.phase() != Instance.Phase.RUNNING) {
      return;
    }
    for (ProbeKind kind : ProbeKind.values()) {
      ProbeSpec spec = health.plan().of(kind);
      if (spec != null && health.asks(kind)) {
        long due = origin + spec.initialDelay().toNanos();
        slots.put(kind, new Slot(kind, spec, due - nanos > 0 ? due : nanos));
      }
    }
  }

  /** When one kind of probe is made. */
  final class Slot {
    private final ProbeKind kind;
    private final ProbeSpec spec;
    private long due;
    private boolean underWay;
    private boolean spread;

    Slot(ProbeKind kind, ProbeSpec spec, long due) {
      this.kind = kind;
      this.spec = spec;
      this.due = due;
    }

    Watch watch() {
      return Watch.this;
    }

    ProbeSpec spec() {
      return spec;
    }

    long due() {
      return due;
    }

    void begin() {
      underWay = true;
    }

    /**
     * Missed probes are not made up for. The first gap is shorter by up to half a period, by
     * another part for each instance and kind, so that what began together spreads out.
     */
    private long next(long nanos) {
      long period = spec.period().toNanos();
      long next = due + period - (spread ? 0 : Math.floorMod(hash() * 0x9E3779B9L, period / 2));
      spread = true;
      long missed = nanos - next;
      return missed > 0 ? next + Math.ceilDiv(missed, period) * period : next;
    }

    private int hash() {
      return instance.id().hashCode() * 31 + kind.ordinal();
    }
  }
}
