package dev.belay.controlplane.local;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.DurableFile;
import dev.belay.controlplane.local.process.Launch;
import dev.belay.controlplane.local.process.MachineEnvironment;
import dev.belay.controlplane.local.workload.Installation;
import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The gateway that is wanted.
 *
 * @param fingerprint of everything that makes it another gateway: program, options, Java. Not of
 *     where the program lies: each build has a copy in a place of its own
 * @param state its state directory
 * @param launch runs it, but for the generation
 */
record GatewayLaunch(String fingerprint, Path state, Launch launch) {

  private static final String MAIN = "dev.belay.gateway.GatewayMain";
  private static final String TOKEN_FILE = "gateway-admin.token";

  /** The file, mode 0600, that holds the bearer token of the administration port. */
  static Path tokenFile(BelayHome home) {
    return home.file(TOKEN_FILE);
  }

  /** Runs it as that generation: it takes the place of any earlier one. */
  Launch of(long generation) {
    var command = new ArrayList<>(launch.command());
    command.add("--generation");
    command.add(Long.toString(generation));
    return new Launch(
        command,
        launch.environment(),
        launch.workingDirectory(),
        launch.log(),
        launch.logBytes(),
        launch.keep());
  }

  /**
   * @param distribution holds {@code gateway.jar} and {@code lib/}
   */
  static GatewayLaunch of(Installation installation, Path distribution) throws IOException {
    BelayHome home = installation.home();
    Path root = distribution.toAbsolutePath();
    if (!Files.isRegularFile(root.resolve("gateway.jar"))) {
      throw new PlatformException(
          "There is no gateway.jar in %s. Build it, or say where it is with belay.local.gateway-dist."
              .formatted(distribution),
          null);
    }
    byte[] token = installation.gatewayToken().getBytes(StandardCharsets.US_ASCII);
    DurableFile.write(tokenFile(home), token);
    Path state = BelayHome.createPrivate(home.data().resolve("gateway"));
    List<String> program = program(installation, root);
    List<String> options = options(installation, state);
    var command = new ArrayList<>(program);
    command.addAll(options);
    return new GatewayLaunch(
        DistributionDigest.of(root, program, options),
        state,
        new Launch(
            command,
            MachineEnvironment.get(),
            state,
            home.log(GatewayKeeper.WORKLOAD),
            Launch.LOG_BYTES,
            true));
  }

  private static List<String> program(Installation installation, Path distribution) {
    Path jar = distribution.resolve("gateway.jar");
    return List.of(
        installation.java().toString(),
        "-Xmx192m",
        "-XX:MaxDirectMemorySize=256m",
        "-XX:MaxMetaspaceSize=96m",
        "-XX:+UseSerialGC",
        "-XX:+UseCompactObjectHeaders",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:ErrorFile=" + installation.home().logs().resolve("gateway-hs_err.log"),
        "-Djava.net.useSystemProxies=false",
        "-cp",
        jar + ":" + distribution.resolve("lib") + "/*",
        MAIN);
  }

  private static List<String> options(Installation installation, Path state) {
    var options =
        new ArrayList<>(
            List.of(
                "--state-dir",
                state.toString(),
                "--admin-port",
                Integer.toString(installation.ports().gatewayAdmin()),
                "--admin-token-file",
                tokenFile(installation.home()).toString()));
    installation.services().values().stream()
        .sorted(Comparator.comparing(service -> service.name()))
        .forEach(service -> {
          options.add("--listener");
          options.add(service.name() + "=" + service.publicPort());
        });
    return options;
  }
}
