package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.SettingFingerprints;
import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.Ports;
import dev.belay.controlplane.local.process.Launch;
import dev.belay.controlplane.local.workload.ManagedInstance.PortedLaunch;
import dev.belay.controlplane.platform.Configuration;
import dev.belay.controlplane.platform.PlatformException;
import dev.belay.controlplane.platform.RunSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** Makes the commands that run revisions. */
final class InstanceLaunches {

  /** It lives for seconds: the first compiler's code is all that it needs. */
  private static final List<String> ONE_OFF =
      List.of("-XX:TieredStopAtLevel=1", "-Dspring.context.exit=onRefresh");

  private final Installation installation;
  private final PreparedArtifacts artifacts;
  private final InstanceEnvironment environment;
  private final ReferredSecrets secrets;
  private final SettingFingerprints fingerprints;

  InstanceLaunches(Installation installation, PreparedArtifacts artifacts) {
    this.installation = installation;
    this.artifacts = artifacts;
    this.environment = new InstanceEnvironment(installation);
    this.secrets = new ReferredSecrets(installation.home().secrets(), System.getenv());
    this.fingerprints = installation.fingerprints();
  }

  /** How to run the instances of a revision. */
  ManagedInstance.Wish wish(LocalService service, Revision revision, IntSupplier freePort) {
    return new ManagedInstance.Wish() {
      @Override
      public Optional<PortedLaunch> launch(String id, int previous) throws LaunchException {
        if (service.database() && !installation.databases().isReady()) {
          return Optional.empty();
        }
        Optional<Path> jar = artifacts.find(revision);
        if (jar.isEmpty()) {
          return Optional.empty();
        }
        int port = Ports.isFree(previous) ? previous : freePort.getAsInt();
        return Optional.of(serving(service, revision, id, port, jar.get()));
      }

      @Override
      public String redact(String text) {
        return redaction(service, revision).apply(text);
      }
    };
  }

  /** A run that ends before it serves; waits for the artifact. */
  Launch oneOff(LocalService standing, RunSpec spec) throws LaunchException {
    Revision revision = spec.revision();
    LocalService service = applied(standing);
    Map<String, String> kept = secrets.of(revision.secrets());
    return launch(
        service,
        revision,
        OneOffRun.workload(spec),
        Stream.concat(ONE_OFF.stream(), switches(spec.purpose()).stream()).toList(),
        artifacts.get(revision),
        switch (spec.purpose()) {
          case MIGRATE -> environment.migrating(service, revision, kept);
          case PREFLIGHT -> environment.preflight(service, revision, kept);
        });
  }

  private static List<String> switches(RunSpec.Purpose purpose) {
    return switch (purpose) {
      // It never serves: what only serving needs may be missing.
      case MIGRATE -> List.of("-Dbelay.startup-check=off", "-Dbelay.migration-report=on");
      // The rest is for artifacts that do not know what a preflight is: they end before they serve,
      // and make no schema.
      case PREFLIGHT ->
          List.of(
              "-Dbelay.preflight=on",
              "-Dspring.batch.jdbc.initialize-schema=never",
              "-Dspring.sql.init.mode=never",
              "-Dspring.jpa.hibernate.ddl-auto=none",
              "-Dspring.liquibase.enabled=false");
    };
  }

  /** With which settings the process runs, and with which it would be started now. */
  Configuration configuration(
      LocalService standing, Revision revision, ManagedInstance.Started started) {
    try {
      return new Configuration(
          started.settings(),
          started.at(),
          fingerprints(applied(standing), revision, secrets.of(revision.secrets())),
          null);
    } catch (LaunchException e) {
      return new Configuration(
          started.settings(), started.at(), null, String.valueOf(e.getMessage()));
    }
  }

  private Map<String, String> fingerprints(
      LocalService service, Revision revision, Map<String, String> values) {
    return fingerprints.of(environment.configured(service, revision, values), values.keySet());
  }

  private LocalService applied(LocalService standing) throws LaunchException {
    return SettingsFile.applied(installation.home(), standing, installation.services());
  }

  Redaction redaction(LocalService standing, Revision revision) {
    LocalService service = standing;
    try {
      service = applied(standing);
    } catch (LaunchException unreadable) {
      // No process got it.
    }
    return new Redaction(
        Stream.concat(
                installation.secrets().all().stream(),
                secrets.available(revision.secrets()).stream())
            .toList(),
        environment.serving(service, revision, "", 0));
  }

  /**
   * @throws PlatformException if the database is not ready within the limit: that says nothing
   *     about the revision
   */
  void awaitDatabase(LocalService service, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (service.database() && !installation.databases().isReady()) {
      if (System.nanoTime() - deadline >= 0) {
        throw new PlatformException(
            "The database was not ready within " + limit.toSeconds() + " s", null);
      }
      Thread.sleep(50);
    }
  }

  private PortedLaunch serving(
      LocalService standing, Revision revision, String id, int port, Path jar)
      throws LaunchException {
    LocalService service = applied(standing);
    // Looked up once: what is noted is what the process gets.
    Map<String, String> values = secrets.of(revision.secrets());
    return new PortedLaunch(
        port,
        launch(
            service,
            revision,
            id,
            List.of(),
            jar,
            environment.serving(service, revision, id, port, values)),
        fingerprints(service, revision, values));
  }

  private Launch launch(
      LocalService service,
      Revision revision,
      String workload,
      List<String> options,
      Path jar,
      Map<String, String> environment)
      throws LaunchException {
    BelayHome home = installation.home();
    Path errorFile = home.logs().resolve(workload + "-hs_err.log");
    Path workingDirectory = home.run(workload).resolve("work");
    try {
      BelayHome.createPrivate(InstanceEnvironment.dataDirectory(home, service));
      BelayHome.createPrivate(workingDirectory);
    } catch (IOException e) {
      throw new LaunchException("Cannot create a directory: " + e, e);
    }
    return new Launch(
        JvmCommand.of(
            installation.java(),
            Objects.requireNonNullElse(revision.memoryMegabytes(), service.memoryMegabytes()),
            errorFile,
            options,
            jar),
        environment,
        workingDirectory,
        home.log(workload),
        Launch.LOG_BYTES,
        false);
  }
}
