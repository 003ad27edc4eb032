package dev.belay.gateway.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTemplatesTest {

  private final RouteTemplates templates = new RouteTemplates();

  @ParameterizedTest
  @CsvSource({
    "/api/v1/upload/image, GET /api/v1/upload/image",
    "/, GET /",
    "'', GET /",
    "/images/42, GET /images/{id}",
    "/images/42/thumb/, GET /images/{id}/thumb",
    "/i/3f2504e0-4f89-11d3-9a0c-0305e82c3301, GET /i/{id}",
    "/i/deadbeef01, GET /i/{id}",
    "/i/01ARZ3NDEKTSV4RRFFQ69G5FAV, GET /i/{id}",
    "/i/img_20261122, GET /i/{id}",
    "/u/anna@example.org, GET /u/{id}",
    "/u/anna%40example.org, GET /u/{id}",
    "/a;jsessionid=1, GET /{id}",
    "/thisisaverylongwordwhichnobodyuses, GET /{id}",
    "/1/2/3/4/5/6/7/8/9/10/11/12/13, GET /{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/…"
  })
  void leavesWordsAndReplacesIds(String path, String expected) {
    assertThat(templates.template("GET", path)).isEqualTo(expected);
  }

  @Test
  void doesNotRepeatAnInventedMethod() {
    assertThat(templates.template("GET<script>", "/a")).isEqualTo("{other} /a");
  }

  @Test
  void makesNoMoreThanTheLimit() {
    for (int i = 0; i < RouteTemplates.MAX_TEMPLATES; i++) {
      templates.template("GET", "/" + word(i));
    }

    assertThat(templates.template("GET", "/new")).isEqualTo(RouteTemplates.OTHER);
    assertThat(templates.template("GET", "/" + word(7))).isEqualTo("GET /" + word(7));
  }

  private static String word(int i) {
    return "w" + (char) ('a' + i / 26 / 26) + (char) ('a' + i / 26 % 26) + (char) ('a' + i % 26);
  }
}
