package dev.belay.gateway;

import dev.belay.gateway.admin.AdminToken;
import dev.belay.gateway.proxy.ProxyLimits;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A gateway in this process, with one service called demo. */
final class RunningGateway implements AutoCloseable {

  static final String TOKEN = "a-token-for-tests-only";

  private final Gateway gateway;
  private final Admin admin;
  private int publicPort;
  private long fencingToken = 1;

  private RunningGateway(Gateway gateway) {
    this.gateway = gateway;
    this.admin = new Admin(gateway.adminPort(), TOKEN);
  }

  static RunningGateway start(Path state) throws StartupException {
    return start(state, settings -> settings);
  }

  static RunningGateway start(Path state, UnaryOperator<GatewaySettings> change)
      throws StartupException {
    var settings = GatewaySettings.of(state, new AdminToken(TOKEN));
    return new RunningGateway(Gateway.start(change.apply(settings)));
  }

  /** Short enough for a test to await, long enough for a busy machine. */
  static ProxyLimits quickLimits() {
    return new ProxyLimits(500, 700, 8_000, 1_500, 1_000, 256, 64, 16, 32, 10_000);
  }

  Gateway gateway() {
    return gateway;
  }

  Admin admin() {
    return admin;
  }

  RunningGateway routes(Admin.Arm... arms) {
    publicPort = admin.put("demo", fencingToken, publicPort, arms).get("publicPort").asInt();
    return this;
  }

  int publicPort() {
    return publicPort;
  }

  long count(String revision, String outcome) {
    return admin.count("demo", revision, outcome);
  }

  @Override
  public void close() {
    gateway.abandon();
  }
}
