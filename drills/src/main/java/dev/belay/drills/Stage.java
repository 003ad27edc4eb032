package dev.belay.drills;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.Rollout;
import dev.belay.cli.client.RolloutWaiter;
import dev.belay.cli.client.Status;
import dev.belay.cli.client.Waited;
import dev.belay.cli.home.Credentials;
import dev.belay.cli.local.LocalBelay;
import dev.belay.drills.load.Target;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/** The running Belay on which drills are held, and one service of it. */
final class Stage implements AutoCloseable {

  static final String SERVICE = "upload-service";
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration WARM_UP = Duration.ofSeconds(90);

  private final ControlPlaneClient client;
  private final Target target;
  private final Duration patience;
  private final Duration warmUp;

  /**
   * @param patience how long a hold is watched
   * @param warmUp how long the service may take until it answers without failures
   */
  Stage(ControlPlaneClient client, Target target, Duration patience, Duration warmUp) {
    this.client = client;
    this.target = target;
    this.patience = patience;
    this.warmUp = warmUp;
  }

  /** On a Belay that is up. */
  static Stage on(LocalBelay belay) {
    String apiKey =
        belay
            .home()
            .credentials()
            .map(Credentials::demoApiKey)
            .orElseThrow(() -> new DrillImpossibleException("there is no demo API key"));
    ControlPlaneClient client = belay.client();
    URI url = URI.create(service(client).publicUrl());
    return new Stage(client, new Target(url, apiKey), PATIENCE, WARM_UP);
  }

  ControlPlaneClient client() {
    return client;
  }

  Target target() {
    return target;
  }

  private static Status.Service service(ControlPlaneClient client) {
    return client
        .status()
        .service(SERVICE)
        .orElseThrow(() -> new DrillImpossibleException("there is no service " + SERVICE));
  }

  Duration warmUp() {
    return warmUp;
  }

  /** The stable revision's rollout; nothing else may be under way. */
  Rollout undisturbedStable() {
    Status.Service service = service(client);
    if (service.stable() == null || !service.served()) {
      throw new DrillImpossibleException(
          SERVICE + " is not served as it should be: " + service.state());
    }
    if (service.candidate() != null) {
      throw new DrillImpossibleException(
          "a rollout of %s is under way (%s)".formatted(SERVICE, service.state()));
    }
    return client.rollout(SERVICE, service.stable().revision());
  }

  /** A hold is watched for a while only: a person would be needed, and none comes. */
  Waited await(Rollout rollout, Duration limit, Consumer<Rollout> seen)
      throws InterruptedException {
    return new RolloutWaiter(client, InstantSource.system(), patience)
        .await(SERVICE, rollout.revision(), limit, seen);
  }

  @Override
  public void close() {
    client.close();
  }
}
