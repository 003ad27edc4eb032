package dev.belay.upload.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.images.ImageFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclaredTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "photo.jpg, photo.jpg",
        "../../etc/passwd, passwd",
        "C:\\pictures\\a.png, a.png",
        "null, image",
        "'', image",
        ".., image",
        "'a/', image",
        "ü😀.webp, ü😀.webp"
      })
  void keepsOfAFileNameWhatIsSafeToShow(String sent, String kept) {
    assertThat(Declared.of("image/jpeg", sent).fileName()).isEqualTo(kept);
  }

  @Test
  void dropsControlAndDirectionCharactersAndCutsTheRest() {
    assertThat(Declared.of(null, "a\u0000\r\n\u202eb\u200b.jpg").fileName()).isEqualTo("ab.jpg");
    String longest = Declared.of(null, "😀".repeat(100_000)).fileName();
    assertThat(longest.codePointCount(0, longest.length())).isEqualTo(Declared.MAX_NAME);
  }

  @Test
  void tellsWhereDeclarationsContradictTheContent() {
    assertThat(Declared.of("image/png; q=1", "a.gif").contradictions(ImageFormat.JPEG))
        .containsExactly(
            "Declared as image/png, but the content is image/jpeg.",
            "Named .gif, but the content is image/jpeg.");
    assertThat(Declared.of("IMAGE/JPG", "a.JPEG").contradictions(ImageFormat.JPEG)).isEmpty();
    assertThat(Declared.of("application/octet-stream", "a").contradictions(ImageFormat.JPEG))
        .isEmpty();
  }
}
