package dev.belay.drills;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.Rollout;
import dev.belay.cli.client.RolloutWaiter;
import dev.belay.cli.client.Status;
import dev.belay.cli.client.Waited;
import dev.belay.cli.home.Credentials;
import dev.belay.cli.local.LocalBelay;
import dev.belay.drills.load.GpuTarget;
import dev.belay.drills.load.Target;
import dev.belay.drills.load.UploadTarget;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** The running Belay on which drills are held, and one service of it. */
final class Stage implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration WARM_UP = Duration.ofSeconds(90);

  private final ControlPlaneClient client;
  private final String service;
  private final Path data;
  private final Target target;
  private final Duration patience;
  private final Duration warmUp;

  /**
   * @param data where the service keeps what it stores
   * @param patience how long a hold is watched
   * @param warmUp how long the service may take until it answers without failures
   */
  Stage(
      ControlPlaneClient client,
      String service,
      Path data,
      Target target,
      Duration patience,
      Duration warmUp) {
    this.client = client;
    this.service = service;
    this.data = data;
    this.target = target;
    this.patience = patience;
    this.warmUp = warmUp;
  }

  /** On a Belay that is up. */
  static Stage on(LocalBelay belay, String service) {
    ControlPlaneClient client = belay.client();
    URI url = URI.create(present(client, service).publicUrl());
    Target target =
        service.equals(Drill.UPLOAD)
            ? new UploadTarget(url, demoKey(belay))
            : new GpuTarget(url, gpuKey(belay));
    Path data = belay.home().root().resolve("data").resolve(service);
    return new Stage(client, service, data, target, PATIENCE, WARM_UP);
  }

  private static String demoKey(LocalBelay belay) {
    return belay
        .home()
        .credentials()
        .map(Credentials::demoApiKey)
        .orElseThrow(() -> new DrillImpossibleException("there is no demo API key"));
  }

  /** No person calls gpu-service: its key is among the home's own secrets. */
  private static String gpuKey(LocalBelay belay) {
    Path file = belay.home().root().resolve("secrets.json");
    try {
      return new JsonMapper()
          .readTree(Files.readString(file))
          .path("secrets")
          .path("gpu-api-key")
          .asStringOpt()
          .orElseThrow(() -> new DrillImpossibleException("there is no key for gpu-service"));
    } catch (IOException e) {
      throw new DrillImpossibleException("the key for gpu-service cannot be read: " + e);
    }
  }

  ControlPlaneClient client() {
    return client;
  }

  String service() {
    return service;
  }

  Path data() {
    return data;
  }

  /** What people set for the service in this home. */
  Path settingsFile() {
    return home().resolve("settings").resolve(service + ".env");
  }

  /** The home that holds the service's data. */
  Path home() {
    return data.resolve("../..").normalize();
  }

  Target target() {
    return target;
  }

  private static Status.Service present(ControlPlaneClient client, String name) {
    return client
        .status()
        .service(name)
        .orElseThrow(() -> new DrillImpossibleException("there is no service " + name));
  }

  /** How long an explanation is waited for after the end. */
  Duration explanation() {
    return patience;
  }

  Duration warmUp() {
    return warmUp;
  }

  /** The stable revision's rollout; nothing else may be under way. */
  Rollout undisturbedStable() {
    Status.Service present = present(client, service);
    if (present.stable() == null || !present.served()) {
      throw new DrillImpossibleException(
          service + " is not served as it should be: " + present.state());
    }
    if (present.candidate() != null) {
      throw new DrillImpossibleException(
          "a rollout of %s is under way (%s)".formatted(service, present.state()));
    }
    return client.rollout(service, present.stable().revision());
  }

  /** A hold is watched for a while only: a person would be needed, and none comes. */
  Waited await(Rollout rollout, Duration limit, Consumer<Rollout> seen)
      throws InterruptedException {
    return new RolloutWaiter(client, InstantSource.system(), patience)
        .await(service, rollout.revision(), limit, seen);
  }

  @Override
  public void close() {
    client.close();
  }
}
