package dev.belay.upload.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ApiKeysTest {

  // sha256("first") and sha256("second")
  private static final String FIRST =
      "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e";
  private static final String SECOND =
      "16367aacb67a4a017c8da8ab95682ccb390863780f7114dda0a0e0c55644c7c4";

  @Test
  void knowsEveryConfiguredKeyAndNoOther() {
    ApiKeys keys = new ApiKeys(List.of(FIRST, " " + SECOND));
    assertThat(keys.contains("first")).isTrue();
    assertThat(keys.contains("second")).isTrue();
    assertThat(keys.contains("third")).isFalse();
    assertThat(keys.contains("")).isFalse();
    assertThat(keys.contains(FIRST)).isFalse();
    assertThat(keys.contains("x".repeat(1 << 20))).isFalse();
    assertThat(new ApiKeys(List.of()).contains("first")).isFalse();
  }

  @Test
  void refusesAKeyThatWasNotHashedWithoutQuotingIt() {
    assertThatThrownBy(() -> new ApiKeys(List.of(FIRST, "my-plain-secret")))
        .hasMessageContaining("upload.api-keys[1]")
        .hasMessageContaining("15 characters")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> new ApiKeys(List.of(FIRST.toUpperCase(java.util.Locale.ROOT))))
        .hasMessageContaining("0-9 a-f");
  }
}
