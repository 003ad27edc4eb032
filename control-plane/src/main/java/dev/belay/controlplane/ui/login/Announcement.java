package dev.belay.controlplane.ui.login;

import dev.belay.controlplane.platform.DemoAccess;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Writes into the credentials file where the console answers, once it does, and the key with which
 * a newcomer tries the services, where the platform has one.
 */
@Component
class Announcement {

  private final CredentialsFile file;
  private final Credentials credentials;
  private final ObjectProvider<DemoAccess> demo;

  Announcement(CredentialsFile file, Credentials credentials, ObjectProvider<DemoAccess> demo) {
    this.file = file;
    this.credentials = credentials;
    this.demo = demo;
  }

  @EventListener
  void announce(WebServerInitializedEvent event) {
    if (event.getApplicationContext().getServerNamespace() != null) {
      return;
    }
    String url = "http://127.0.0.1:" + event.getWebServer().getPort();
    var access = demo.getIfAvailable();
    String key = access == null ? null : access.apiKey();
    if (!url.equals(credentials.consoleUrl()) || !Objects.equals(key, credentials.demoApiKey())) {
      file.write(credentials.announcing(url, key));
    }
  }
}
