package dev.belay.controlplane.telemetry;

import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.traffic.InstanceCounts;
import dev.belay.controlplane.traffic.TrafficRouter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

  @Bean(destroyMethod = "close")
  InstanceCounts instanceCounts(Platform platform, TrafficRouter router) {
    return new ActuatorCounts(
        platform,
        router,
        Rhythm.standard(),
        System::nanoTime,
        work -> Thread.ofVirtual().name("telemetry").start(work));
  }
}
