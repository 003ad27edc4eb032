package dev.belay.controlplane.local.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class NamedSchemaTest {

  private static final String URL = "jdbc:postgresql://db/x";

  @Test
  void flywaysOwnComesBeforeThatOfTheSession() {
    String url = URL + "?ssl=true&currentSchema=till%2Cpublic";

    assertThat(NamedSchema.of(url, Map.of())).isEqualTo("till");
    assertThat(NamedSchema.of(url, Map.of("SPRING_FLYWAY_SCHEMAS", "shop, archive")))
        .isEqualTo("shop");
    assertThat(
            NamedSchema.of(
                url, Map.of("SPRING_FLYWAY_SCHEMAS", "a", "SPRING_FLYWAY_DEFAULT_SCHEMA", "shop")))
        .isEqualTo("shop");
    assertThat(NamedSchema.of(url, Map.of("SPRING_FLYWAY_DEFAULTSCHEMA", "shop")))
        .isEqualTo("shop");
  }

  @Test
  void nothingIsMadeUp() {
    assertThat(NamedSchema.of(URL + "?ssl=true", Map.of("SPRING_FLYWAY_SCHEMAS", " "))).isNull();
  }
}
