package dev.belay.controlplane.ui.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.platform.DemoAccess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;

class AnnouncementTest {

  @TempDir Path home;

  @Test
  void writesWhereTheConsoleAnswersAndKeepsTheSecrets() {
    var file = new CredentialsFile(home);
    var created = file.readOrCreate();

    new Announcement(file, created, demoKey("a-demo-key")).announce(serverOn(9190, null));

    var announced = file.readOrCreate();
    assertThat(announced.consoleUrl()).isEqualTo("http://127.0.0.1:9190");
    assertThat(announced.demoApiKey()).isEqualTo("a-demo-key");
    assertThat(announced.apiToken()).isEqualTo(created.apiToken());
  }

  @Test
  void takesBackADemoKeyThatNoPlatformOffersAnyMore() {
    var file = new CredentialsFile(home);
    file.write(file.readOrCreate().announcing("http://127.0.0.1:9190", "old-key"));

    new Announcement(file, file.readOrCreate(), noDemoKey()).announce(serverOn(9190, null));

    assertThat(file.readOrCreate().demoApiKey()).isNull();
  }

  @Test
  void saysNothingOfOtherServers() {
    var file = new CredentialsFile(home);
    var created = file.readOrCreate();

    new Announcement(file, created, noDemoKey()).announce(serverOn(9191, "management"));

    assertThat(file.readOrCreate().consoleUrl()).isNull();
  }

  private static ObjectProvider<DemoAccess> demoKey(String key) {
    var beans = new DefaultListableBeanFactory();
    beans.registerSingleton("demoAccess", new DemoAccess(key));
    return beans.getBeanProvider(DemoAccess.class);
  }

  private static ObjectProvider<DemoAccess> noDemoKey() {
    return new DefaultListableBeanFactory().getBeanProvider(DemoAccess.class);
  }

  private static ServletWebServerInitializedEvent serverOn(int port, String namespace) {
    var context = new ServletWebServerApplicationContext();
    context.setServerNamespace(namespace);
    return new ServletWebServerInitializedEvent(new Listening(port), context);
  }

  private record Listening(int port) implements WebServer {

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public int getPort() {
      return port;
    }
  }
}
