package dev.belay.gateway.routing;

/** Opens the ports where services are reached. */
public interface PublicListeners {

  /**
   * Starts to listen.
   *
   * @param port 0 picks a free one
   * @throws PortTakenException if somebody else listens there
   */
  Listener open(Service service, int port) throws PortTakenException;

  /** An open port. */
  interface Listener {

    int port();

    /** Takes no new connections; requests that are in flight end in peace. */
    void close();
  }
}
