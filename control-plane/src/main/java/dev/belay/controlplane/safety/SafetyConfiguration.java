package dev.belay.controlplane.safety;

import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class SafetyConfiguration {

  @Bean
  Freezes freezes(JdbcClient jdbc) {
    return new Freezes(jdbc, Clock.systemUTC());
  }

  @Bean
  AuditLog auditLog(JdbcClient jdbc) {
    return new AuditLog(jdbc, Clock.systemUTC());
  }

  @Bean
  Disputes disputes(JdbcClient jdbc) {
    return new Disputes(jdbc, Clock.systemUTC());
  }

  @Bean
  KillSwitch killSwitch(
      @Value("${belay.kill-switch:${belay.home:./.belay}/kill-switch}") Path file) {
    return new KillSwitch(file);
  }
}
