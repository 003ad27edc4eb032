package dev.belay.controlplane.ui.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.autoconfigure.servlet.ServletWebServerFactoryCustomizer;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

class DefaultPortTest {

  @Test
  void isUsedWhereNothingElseIsSaid() {
    assertThat(port(Map.of())).isEqualTo(8090);
  }

  @Test
  void yieldsToThePortThatSomebodyChose() {
    assertThat(port(Map.of("server.port", "9190"))).isEqualTo(9190);
  }

  private static int port(Map<String, String> settings) {
    var properties =
        new Binder(new MapConfigurationPropertySource(settings))
            .bindOrCreate("server", Bindable.of(ServerProperties.class));
    var factory = new TomcatServletWebServerFactory();
    var customizers =
        new java.util.ArrayList<
            org.springframework.boot.web.server.WebServerFactoryCustomizer<
                ? super TomcatServletWebServerFactory>>();
    customizers.add(new ServletWebServerFactoryCustomizer(properties));
    customizers.add(new DefaultPort());
    AnnotationAwareOrderComparator.sort(customizers);
    customizers.forEach(each -> each.customize(factory));
    return factory.getPort();
  }
}
