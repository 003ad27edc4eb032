package dev.belay.gateway.routing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tables of all services. A change is checked, its listener opened, it is stored, and only then
 * put into force and acknowledged; whatever fails before leaves everything as it was.
 */
public final class Services {

  /** Services a gateway can serve. */
  public static final int MAX_SERVICES = 16;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  private final TableStore store;
  private final PublicListeners listeners;
  private final long hangNanos;
  private final Set<Integer> reservedPorts = new HashSet<>();
  private final Map<String, Service> services = new ConcurrentSkipListMap<>();
  private State state = State.empty();
  private boolean frozen;

  /**
   * @param hangNanos from which age on a request in flight counts as hung
   */
  public Services(Path stateDirectory, PublicListeners listeners, long hangNanos) {
    this.store = new TableStore(stateDirectory);
    this.listeners = listeners;
    this.hangNanos = hangNanos;
  }

  /**
   * Takes up the stored tables and opens all listeners.
   *
   * @param configured ports by service; they win over stored ones
   */
  public synchronized void start(Map<String, Integer> configured, int adminPort)
      throws CorruptStateException, IOException, PortTakenException {
    reservedPorts.add(adminPort);
    state = store.load();
    for (TableDocument table : state.tables()) {
      Service service = new Service(table.service(), hangNanos);
      services.put(service.name(), service);
      service.renew();
      service.putInForce(table);
    }
    for (String name : configured.keySet()) {
      services.computeIfAbsent(name, added -> new Service(added, hangNanos));
    }
    for (Service service : services.values()) {
      TableDocument table = service.routing().table();
      Integer port = configured.get(service.name());
      PublicListeners.Listener opened =
          listeners.open(service, port == null ? table.publicPort() : port);
      service.listen(opened);
      service.putInForce(table.at(opened.port()));
    }
  }

  public static boolean validName(String name) {
    return NAME.matcher(name).matches();
  }

  public @Nullable Service find(String name) {
    return services.get(name);
  }

  public Collection<Service> all() {
    return services.values();
  }

  /** Refuses changes from now on, so that a successor may read what is stored. */
  public synchronized void freeze() {
    frozen = true;
  }

  /** Takes changes again. */
  public synchronized void thaw() {
    frozen = false;
  }

  /** The highest token that was seen, 0 if none. */
  public synchronized long highestFencingToken() {
    return state.highestFencingToken();
  }

  /** Puts a table into force; the same table again changes nothing. */
  public synchronized TableDocument apply(String name, TableRequest request)
      throws InvalidTableException,
          StaleTokenException,
          PortTakenException,
          HandingOverException,
          IOException {
    if (frozen) {
      throw new HandingOverException();
    }
    TableDocument asked = new TableCheck(ownPorts()).check(name, request);
    long highest = state.highestFencingToken();
    if (asked.fencingToken() < highest) {
      throw new StaleTokenException(asked.fencingToken(), highest);
    }
    Service known = services.get(name);
    if (known == null && services.size() >= MAX_SERVICES) {
      throw new InvalidTableException(
          List.of("service: %d services are the limit".formatted(MAX_SERVICES)));
    }
    Service service = known == null ? new Service(name, hangNanos) : known;
    return change(service, asked);
  }

  /**
   * Begins a service's lease anew.
   *
   * @throws StaleTokenException if a higher token was seen: whoever that was must renew it
   */
  public synchronized void renew(String name, long token) throws StaleTokenException {
    if (token < state.highestFencingToken()) {
      throw new StaleTokenException(token, state.highestFencingToken());
    }
    Service service = services.get(name);
    if (service != null) {
      service.renew();
    }
  }

  /** Gives everything to the lease's revision, unless somebody has spoken meanwhile. */
  synchronized boolean expire(Service service, TableDocument.Lease lease) throws IOException {
    TableDocument present = service.routing().table();
    if (frozen || !lease.equals(present.lease()) || !overdue(service, lease)) {
      return false;
    }
    TableDocument next = present.expired(lease);
    persist(next);
    service.putInForce(next);
    return true;
  }

  static boolean overdue(Service service, TableDocument.Lease lease) {
    return service.unrenewedNanos() > TimeUnit.SECONDS.toNanos(lease.seconds());
  }

  /** Does all of {@link #apply} that leaves no trace, so that its code is loaded. */
  public TableDocument rehearse(String name, TableRequest request) throws InvalidTableException {
    TableDocument table = new TableCheck(Set.of()).check(name, request);
    Service unheard = new Service(name, hangNanos);
    unheard.putInForce(table.numbered(1));
    store.encode(new State(0, List.of(table)));
    return unheard.routing().table();
  }

  private TableDocument change(Service service, TableDocument asked)
      throws PortTakenException, IOException {
    TableDocument present = service.routing().table();
    PublicListeners.Listener before = service.listener();
    boolean keepsPort =
        before != null && (asked.publicPort() == 0 || asked.publicPort() == before.port());
    PublicListeners.Listener after =
        keepsPort && before != null ? before : openFor(service, asked.publicPort());
    TableDocument next = next(present, asked.at(after.port()));
    try {
      persist(next);
    } catch (IOException e) {
      if (!keepsPort) {
        after.close();
      }
      throw e;
    }
    service.listen(after);
    service.renew();
    service.putInForce(next);
    services.put(service.name(), service);
    if (!keepsPort && before != null) {
      before.close();
    }
    return next;
  }

  private static TableDocument next(TableDocument present, TableDocument asked) {
    boolean same = present.weightEpoch() > 0 && present.sameWeights(asked);
    return asked.numbered(same ? present.weightEpoch() : present.weightEpoch() + 1);
  }

  private PublicListeners.Listener openFor(Service service, int port) throws PortTakenException {
    if (port != 0 && ownPorts().contains(port)) {
      throw new PortTakenException(port, "this gateway itself", null);
    }
    return listeners.open(service, port);
  }

  private void persist(TableDocument next) throws IOException {
    var tables = new ArrayList<>(state.tables());
    tables.removeIf(table -> table.service().equals(next.service()));
    tables.add(next);
    var wanted = new State(Math.max(state.highestFencingToken(), next.fencingToken()), tables);
    if (!wanted.equals(state)) {
      store.save(wanted);
      state = wanted;
    }
  }

  private Set<Integer> ownPorts() {
    var ports = new HashSet<>(reservedPorts);
    for (Service service : services.values()) {
      PublicListeners.Listener listener = service.listener();
      if (listener != null) {
        ports.add(listener.port());
      }
    }
    return ports;
  }
}
