package dev.belay.controlplane.ui.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;

class AnnouncementTest {

  @TempDir Path home;

  @Test
  void writesWhereTheConsoleAnswersAndKeepsTheSecrets() {
    var file = new CredentialsFile(home);
    var created = file.readOrCreate();

    new Announcement(file, created).announce(serverOn(9190, null));

    var announced = file.readOrCreate();
    assertThat(announced.consoleUrl()).isEqualTo("http://127.0.0.1:9190");
    assertThat(announced.apiToken()).isEqualTo(created.apiToken());
  }

  @Test
  void saysNothingOfOtherServers() {
    var file = new CredentialsFile(home);
    var created = file.readOrCreate();

    new Announcement(file, created).announce(serverOn(9191, "management"));

    assertThat(file.readOrCreate().consoleUrl()).isNull();
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
