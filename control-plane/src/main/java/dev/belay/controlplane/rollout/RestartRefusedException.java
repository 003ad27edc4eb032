package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.ServiceName;

/** No process is replaced as things are; the message says why and what would help. */
public final class RestartRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RestartRefusedException(String why) {
    super(why);
  }

  static RestartRefusedException underWay(ServiceName service) {
    return new RestartRefusedException(
        "Instances of %s are being replaced already. Wait for its end: ./belay drift %s"
            .formatted(service, service));
  }
}
