package dev.belay.upload;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownVariablesTest {

  @Test
  void namesEveryMistypedSettingWithoutItsValue() {
    assertThatThrownBy(() ->
            UnknownVariables.check(
                Map.of("UPLOAD_IMAGE_MAXPIXLES", "secret", "UPLOAD_STORE_DIR", "x")))
        .hasMessageContaining("UPLOAD_IMAGE_MAXPIXLES, UPLOAD_STORE_DIR")
        .hasMessageContaining("UPLOAD_STORE_DIRECTORY")
        .hasMessageNotContaining("secret");
  }

  @Test
  void acceptsEverySpellingThatTheBinderAcceptsAndWhatIsNotOurs() {
    assertThatCode(() ->
            UnknownVariables.check(
                Map.of(
                    "UPLOAD_APIKEYS", "a",
                    "UPLOAD_API_KEYS", "a",
                    "UPLOAD_APIKEYS_0", "a",
                    "UPLOAD_IMAGE_MAXPIXELS", "1",
                    "UPLOAD_IMAGE_MAX_PIXELS", "1",
                    "UPLOAD_SERVICE_PORT_8080_TCP", "injected by Kubernetes",
                    "PATH", "x")))
        .doesNotThrowAnyException();
  }
}
