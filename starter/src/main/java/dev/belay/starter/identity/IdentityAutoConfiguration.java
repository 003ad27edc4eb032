package dev.belay.starter.identity;

import java.util.Map;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Who this process is, as a bean and in {@code /actuator/info}. */
@AutoConfiguration
public final class IdentityAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  InstanceIdentity instanceIdentity(Environment environment) {
    return InstanceIdentity.of(environment);
  }

  @Bean
  InfoContributor belayInfoContributor(InstanceIdentity identity) {
    Map<String, String> detail =
        Map.of(
            "service", identity.service(),
            "revision", identity.revision(),
            "instance", identity.instance());
    return builder -> builder.withDetail("belay", detail);
  }
}
