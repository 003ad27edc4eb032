package dev.belay.controlplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.HomeLock;
import dev.belay.controlplane.local.home.TestPorts;
import dev.belay.controlplane.local.workload.Installation;
import dev.belay.controlplane.platform.DemoAccess;
import dev.belay.controlplane.platform.Estate;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.PlatformException;
import dev.belay.controlplane.traffic.RequestOutcomes;
import dev.belay.controlplane.traffic.TrafficRouter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class LocalConfigurationTest {

  private static final ServiceName UPLOAD = new ServiceName("upload-service");

  @TempDir Path directory;
  private final int base = TestPorts.base();

  private ApplicationContextRunner runner() {
    return new ApplicationContextRunner()
        .withUserConfiguration(LocalConfiguration.class)
        .withPropertyValues(
            "belay.home=" + directory.resolve("home"), "belay.local.port-base=" + base);
  }

  @Test
  void putsTheLocalPlatformTogetherByDefault() {
    runner()
        .withPropertyValues("belay.local.artifacts.uploadservice=/built/upload-service.jar")
        .run(context -> {
          assertThat(context).hasSingleBean(Platform.class).hasSingleBean(Estate.class);
          assertThat(context)
              .hasSingleBean(TrafficRouter.class)
              .hasSingleBean(RequestOutcomes.class);
          var service = context.getBean(ServiceCatalog.class).find(UPLOAD).orElseThrow();
          assertThat(service.publicUrl()).isEqualTo(URI.create("http://127.0.0.1:" + base));
          assertThat(service.firstArtifact()).isEqualTo(Path.of("/built/upload-service.jar"));
          assertThat(context.getBean(ServiceCatalog.class).names())
              .containsExactly(UPLOAD, new ServiceName("gpu-service"));
          var gpu = context.getBean(ServiceCatalog.class).find(new ServiceName("gpu-service"));
          assertThat(gpu.orElseThrow().publicUrl())
              .isEqualTo(URI.create("http://127.0.0.1:" + (base + 1)));
          var environment = context.getEnvironment();
          assertThat(environment.getProperty("server.port")).isEqualTo("" + (base + 10));
          assertThat(environment.getProperty("belay.registration.password")).hasSize(43);
          assertThat(context.getBean(DemoAccess.class).apiKey()).hasSize(43);
          assertThat(settings(context.getBean(Installation.class)))
              .containsEntry("API_KEY", "{gpu-api-key}")
              .containsEntry("UPLOAD_GPU_URL", "{public-url:gpu-service}");
          context.getBean(Estate.class).stopAll();
        });
  }

  private static Map<String, String> settings(Installation installation) {
    return Objects.requireNonNull(installation.services().get(UPLOAD)).settings().values();
  }

  @Test
  void startsTheDatabaseAndLeavesItToTheNextControlPlane() {
    Long[] pid = new Long[1];
    runner()
        .run(context -> {
          pid[0] = databasePid(context.getBean(LocalInfrastructure.class));
          assertThat(context.getBean(Platform.class).observe(UPLOAD)).isEmpty();
        });
    assertThat(ProcessHandle.of(pid[0]).filter(ProcessHandle::isAlive)).isPresent();

    runner()
        .run(context -> {
          var infrastructure = context.getBean(LocalInfrastructure.class);
          assertThat(databasePid(infrastructure)).isEqualTo(pid[0]);

          infrastructure.stopAll();
          infrastructure.stopAll();

          assertThat(infrastructure.parts().getFirst().pid()).isNull();
          await().until(() -> ProcessHandle.of(pid[0]).filter(ProcessHandle::isAlive).isEmpty());
        });
  }

  private static Long databasePid(LocalInfrastructure infrastructure) {
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> {
          var database = infrastructure.parts().getFirst();
          assertThat(database.trouble()).isNull();
          return database.pid() != null;
        });
    return infrastructure.parts().getFirst().pid();
  }

  @Test
  void keepsOutOfTheWayOfAnotherPlatform() {
    runner()
        .withPropertyValues("belay.platform=kubernetes")
        .run(context -> {
          assertThat(context).doesNotHaveBean(Platform.class);
          assertThat(directory.resolve("home")).doesNotExist();
        });
  }

  @Test
  void refusesUnknownSettings() {
    runner()
        .withPropertyValues("belay.local.port-bsae=9000")
        .run(context ->
            assertThat(context).getFailure().rootCause().hasMessageContaining("port-bsae"));
  }

  @Test
  void refusesAHomeThatAnotherControlPlaneWorksIn() {
    try (HomeLock other = HomeLock.acquire(BelayHome.open(directory.resolve("home")))) {
      runner()
          .run(context ->
              assertThat(context)
                  .getFailure()
                  .isInstanceOf(PlatformException.class)
                  .hasMessageContaining("Another control plane (pid"));
    }
  }

  @Test
  void changesNothingWhenAPortIsTaken() throws Exception {
    try (var stranger = new ServerSocket()) {
      stranger.bind(new InetSocketAddress("127.0.0.1", base + 12));
      runner()
          .run(context ->
              assertThat(context)
                  .getFailure()
                  .isInstanceOf(PlatformException.class)
                  .hasMessageContaining("Port " + (base + 12)));
    }
    assertThat(directory.resolve("home/ports.json")).doesNotExist();
    assertThat(directory.resolve("home/secrets.json")).doesNotExist();
  }

  @Test
  void saysWhereTheGatewayShouldBe() {
    runner()
        .withPropertyValues("belay.local.gateway-dist=" + directory.resolve("nowhere"))
        .run(context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("gateway.jar")
                .hasMessageContaining("belay.local.gateway-dist"));
  }

  @Test
  void runsTheGatewayWithItsTokenInAFileAndNotOnTheCommandLine() throws Exception {
    Path distribution = Files.createDirectory(directory.resolve("dist"));
    Files.createFile(distribution.resolve("gateway.jar"));
    runner()
        .withPropertyValues(
            "belay.local.gateway-dist=" + distribution,
            "belay.local.database.url=jdbc:postgresql://127.0.0.1:1/postgres")
        .run(context -> {
          Path token = directory.resolve("home/gateway-admin.token");
          assertThat(Files.readString(token)).hasSize(43);
          Path log = directory.resolve("home/logs/gateway.log");
          // There is no such class in the empty jar; it is tried again and again.
          await()
              .atMost(Duration.ofSeconds(60))
              .until(() -> Files.exists(log) && Files.readString(log).contains("GatewayMain"));
          assertThat(Files.readString(log)).doesNotContain(Files.readString(token));
          context.getBean(Estate.class).stopAll();
        });
  }
}
