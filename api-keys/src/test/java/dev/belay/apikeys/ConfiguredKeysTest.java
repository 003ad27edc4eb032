package dev.belay.apikeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredKeysTest {

  private static final Set<String> SCOPES = Set.of("upload");

  @Test
  void findsAKeyByItsHash() {
    var keys =
        new ConfiguredKeys().with("x.keys", List.of(Digests.of("one"), Digests.of("two")), SCOPES);
    assertThat(keys.find(Digests.of("two")))
        .hasValueSatisfying(key -> assertThat(key.scopes()).containsExactly("upload"));
    assertThat(keys.find(Digests.of("three"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a-key-that-was-not-hashed", "ZZ"})
  void namesTheEntryThatIsNoHashAndNotItsValue(String value) {
    assertThatThrownBy(
            () -> new ConfiguredKeys().with("x.keys", List.of(Digests.of("one"), value), SCOPES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x.keys[1]")
        .hasMessageContaining("%d characters".formatted(value.length()))
        .satisfies(e -> {
          if (value.length() > 3) {
            assertThat(e.getMessage()).doesNotContain(value);
          }
        });
  }

  @Test
  void takesAThousandAtMost() {
    List<String> many = Collections.nCopies(1_001, Digests.of("one"));
    assertThatThrownBy(() -> new ConfiguredKeys().with("x.keys", many, SCOPES))
        .hasMessage("x.keys has 1001 entries; the limit is 1000");
  }
}
