package dev.belay.controlplane.replay;

import dev.belay.controlplane.rollout.Releases;
import dev.belay.controlplane.rollout.RolloutStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReplayConfiguration {

  @Bean
  Replays replays(Releases releases, RolloutStore store) {
    return new Replays(releases, store, System::nanoTime);
  }
}
