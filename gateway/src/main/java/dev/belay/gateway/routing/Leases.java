package dev.belay.gateway.routing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a canary back when its control plane has fallen silent: what nobody watches must not go on
 * serving users.
 */
public final class Leases {

  private static final Logger log = LoggerFactory.getLogger(Leases.class);
  private static final int CONNECT_MILLIS = 500;

  private final Services services;

  public Leases(Services services) {
    this.services = services;
  }

  /** Looks at every lease once; takes {@value #CONNECT_MILLIS} ms for each dead instance. */
  public void sweep() {
    for (Service service : services.all()) {
      TableDocument.Lease lease = service.routing().table().lease();
      if (lease != null && Services.overdue(service, lease)) {
        expire(service, lease);
      }
    }
  }

  private void expire(Service service, TableDocument.Lease lease) {
    if (lease.instances().stream().noneMatch(Leases::accepts)) {
      log.debug("{}: no instance of {} takes connections", service.name(), lease.revision());
      return;
    }
    try {
      if (services.expire(service, lease)) {
        log.warn(
            "{}: no control plane has spoken for {} s; {} has all requests from now on",
            service.name(),
            lease.seconds(),
            lease.revision());
      }
    } catch (IOException e) {
      log.error("{}: its table could not be stored, so it stays", service.name(), e);
    }
  }

  /** Whoever died meanwhile would be given requests that the present revision may still answer. */
  private static boolean accepts(TableDocument.Instance instance) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(instance.host(), instance.port()), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
