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
import java.util.List;

/** The command that runs the gateway of an installation. */
final class GatewayLaunch {

  private static final String MAIN = "dev.belay.gateway.GatewayMain";
  private static final String TOKEN_FILE = "gateway-admin.token";

  private GatewayLaunch() {}

  /** The file, mode 0600, that holds the bearer token of the administration port. */
  static Path tokenFile(BelayHome home) {
    return home.file(TOKEN_FILE);
  }

  /**
   * @param distribution holds {@code gateway.jar} and {@code lib/}
   */
  static Launch of(Installation installation, Path distribution) throws IOException {
    BelayHome home = installation.home();
    Path jar = distribution.toAbsolutePath().resolve("gateway.jar");
    if (!Files.isRegularFile(jar)) {
      throw new PlatformException(
          "There is no gateway.jar in %s. Build it, or say where it is with belay.local.gateway-dist."
              .formatted(distribution),
          null);
    }
    byte[] token = installation.gatewayToken().getBytes(StandardCharsets.US_ASCII);
    DurableFile.write(tokenFile(home), token);
    Path state = BelayHome.createPrivate(home.data().resolve("gateway"));
    return new Launch(
        command(installation, jar, state),
        MachineEnvironment.get(),
        state,
        home.log(GatewayKeeper.WORKLOAD),
        Launch.LOG_BYTES,
        true);
  }

  private static List<String> command(Installation installation, Path jar, Path state) {
    BelayHome home = installation.home();
    var command =
        new ArrayList<>(
            List.of(
                installation.java().toString(),
                "-Xmx192m",
                "-XX:MaxDirectMemorySize=256m",
                "-XX:MaxMetaspaceSize=96m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + home.logs().resolve("gateway-hs_err.log"),
                "-Djava.net.useSystemProxies=false",
                "-cp",
                jar + ":" + jar.resolveSibling("lib") + "/*",
                MAIN,
                "--state-dir",
                state.toString(),
                "--admin-port",
                Integer.toString(installation.ports().gatewayAdmin()),
                "--admin-token-file",
                tokenFile(home).toString()));
    installation.services().values().stream()
        .sorted(java.util.Comparator.comparing(service -> service.name()))
        .forEach(service -> {
          command.add("--listener");
          command.add(service.name() + "=" + service.publicPort());
        });
    return command;
  }
}
