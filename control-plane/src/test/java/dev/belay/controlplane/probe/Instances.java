package dev.belay.controlplane.probe;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;

/** Instances to probe. */
final class Instances {

  static final ServiceName SERVICE = new ServiceName("upload-service");
  static final Instant START = Instant.parse("2026-11-22T20:00:00Z");

  private Instances() {}

  static Instance running(int number) {
    return instance(number, Instance.Phase.RUNNING, START, 1);
  }

  static Instance at(int port) {
    return instance(0, Instance.Phase.RUNNING, START, port);
  }

  static Instance instance(int number, Instance.Phase phase, Instant startedAt, int port) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var revision = new RevisionId(SERVICE, 7);
    return new Instance(SERVICE + "-r7-" + number, revision, address, phase, startedAt, 0, null);
  }
}
