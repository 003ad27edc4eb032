package dev.belay.controlplane.ui.login;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the console may be reached.
 *
 * @param hosts names in the address bar that are answered; a page elsewhere that has its own name
 *     point to this machine is not. Add the name under which a reverse proxy serves the console
 */
@ConfigurationProperties("belay.console")
record LoginSettings(@DefaultValue({"localhost", "127.0.0.1", "[::1]"}) Set<String> hosts) {

  LoginSettings {
    hosts = Set.copyOf(hosts);
  }
}
