package dev.belay.starter.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationIdTest {

  private static final String HARMLESS = "[A-Za-z0-9._-]{1,64}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "A.b_c-9",
        "0123456789012345678901234567890123456789012345678901234567890123"
      })
  void keepsAHarmlessId(String offered) {
    assertThat(CorrelationId.acceptOrFresh(offered).value()).isEqualTo(offered);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a\r\nSet-Cookie: x=1",
        "a\tb",
        "a\u0000",
        "ü",
        "\u0661",
        "😀",
        "${jndi:ldap://x}",
        "<script>",
        "a/../b",
        "01234567890123456789012345678901234567890123456789012345678901234"
      })
  void replacesAnythingElse(String offered) {
    String accepted = CorrelationId.acceptOrFresh(offered).value();
    assertThat(accepted).isNotEqualTo(offered).matches(HARMLESS);
  }

  @Test
  void replacesAMegabyte() {
    assertThat(CorrelationId.acceptOrFresh("a".repeat(1 << 20)).value()).matches(HARMLESS);
  }

  @Test
  void givesEachRequestWithoutOneItsOwn() {
    assertThat(CorrelationId.acceptOrFresh(null)).isNotEqualTo(CorrelationId.acceptOrFresh(null));
  }

  @Test
  void refusesToBeMadeOfAnythingElse() {
    assertThatThrownBy(() -> new CorrelationId("a b")).hasMessageContaining("1 to 64");
  }

  @Test
  void restoresThePreviousIdWhenAScopeEnds() {
    CorrelationId outer = CorrelationId.fresh();
    try (Correlation.Scope ignored = Correlation.bind(outer)) {
      Correlation.bind(CorrelationId.fresh()).close();
      assertThat(Correlation.current()).isEqualTo(outer);
    }
    assertThat(Correlation.current()).isNull();
  }
}
