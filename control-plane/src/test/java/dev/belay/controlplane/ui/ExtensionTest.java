package dev.belay.controlplane.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.ClassPathResource;

class ExtensionTest extends ConsoleTest {

  private static final String ROOT = "META-INF/spring-boot-admin-server-ui/extensions/belay";

  @ParameterizedTest
  @MethodSource("files")
  void servesEveryFileAsWhatItIs(String file) throws Exception {
    var answer = get("/extensions/belay/" + file, "*/*");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith(file.endsWith(".css") ? "text/css" : "text/javascript");
  }

  @Test
  void hasExactlyOneClassicScript() throws Exception {
    assertThat(files())
        .as("views that a second script registers would not answer to deep links")
        .filteredOn(each -> each.endsWith(".js"))
        .containsExactly("belay.js");
    assertThat(get("/sba-settings.js", "*/*").body())
        .contains("belay\\/belay.js", "belay\\/belay.css", "\\/releases\\/**");
  }

  @Test
  void answersDeepLinksWithTheConsole() throws Exception {
    for (String path : List.of("/releases", "/releases/upload-service/r2")) {
      var answer = get(path, "text/html");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("<div id=\"app\">");
    }
  }

  private java.net.http.HttpResponse<String> get(String path, String accept) throws Exception {
    return send(
        request("GET", path, "").header("Authorization", bearer()).header("Accept", accept));
  }

  static List<String> files() throws IOException {
    Path root = new ClassPathResource(ROOT).getFile().toPath();
    try (var files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(each -> root.relativize(each).toString())
          .filter(each -> !each.equals("routes.txt"))
          .sorted()
          .toList();
    }
  }
}
