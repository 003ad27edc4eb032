package dev.belay.controlplane.ui.http;

import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * 8090 where nothing else is said. Not in {@code application.yaml}, which would win over the port
 * that a platform chooses for this installation.
 */
@Component
@Order(DefaultPort.BEFORE_SERVER_PROPERTIES)
class DefaultPort implements WebServerFactoryCustomizer<ConfigurableWebServerFactory> {

  static final int BEFORE_SERVER_PROPERTIES = -1;
  static final int PORT = 8090;

  @Override
  public void customize(ConfigurableWebServerFactory factory) {
    factory.setPort(PORT);
  }
}
