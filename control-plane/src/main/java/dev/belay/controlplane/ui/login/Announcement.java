package dev.belay.controlplane.ui.login;

import java.util.Objects;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes into the credentials file where the console answers, once it does. */
@Component
class Announcement {

  private final CredentialsFile file;
  private final Credentials credentials;

  Announcement(CredentialsFile file, Credentials credentials) {
    this.file = file;
    this.credentials = credentials;
  }

  @EventListener
  void announce(WebServerInitializedEvent event) {
    if (event.getApplicationContext().getServerNamespace() != null) {
      return;
    }
    String url = "http://127.0.0.1:" + event.getWebServer().getPort();
    if (!Objects.equals(url, credentials.consoleUrl())) {
      file.write(credentials.announcing(url, credentials.demoApiKey()));
    }
  }
}
