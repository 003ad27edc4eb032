package dev.belay.drills;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What does not find a canary that is there proves nothing. */
class CanariesTest {

  private final Canary canary = Canary.fresh("pin", "kept/.*");
  private final Canaries canaries = new Canaries(List.of(canary));

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab", "abc", "user:"})
  void findsWhatIsEncodedWhereverItBegins(String before) {
    byte[] bytes = (before + canary.value() + "@host").getBytes(UTF_8);

    assertThat(canary.in("x" + Base64.getEncoder().encodeToString(bytes))).isTrue();
    assertThat(canary.in(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))).isTrue();
    assertThat(canary.in("?a=" + URLEncoder.encode(before + canary.value(), UTF_8))).isTrue();
    assertThat(canary.in(before + canary.value())).isTrue();
    assertThat(canary.in(before + Canary.fresh("other").value())).isFalse();
  }

  @Test
  void findsItInAnyColumnOfAnyTable() throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:h2:mem:canaries");
        var statement = connection.createStatement()) {
      statement.execute("create schema other");
      statement.execute("create table other.notes (id int, words clob, picture blob, none text)");
      statement.execute("insert into other.notes values (1, 'nothing', null, null)");
      canaries.tables(connection);
      assertThat(canaries.found()).isEmpty();
      try (var insert =
          connection.prepareStatement("insert into other.notes values (2, ?, ?, null)")) {
        insert.setString(1, "{\"a\":\"" + canary.value() + "\"}");
        insert.setBytes(2, canary.value().getBytes(UTF_8));
        insert.execute();
      }

      canaries.tables(connection);

      assertThat(canaries.found())
          .containsExactly(
              "pin: table \"OTHER\".\"NOTES\".PICTURE", "pin: table \"OTHER\".\"NOTES\".WORDS");
    }
  }

  @Test
  void findsItInAnyFileButWhereItBelongs() throws Exception {
    Files.createDirectories(directory.resolve("kept"));
    Files.createDirectories(directory.resolve("run/deep"));
    Files.writeString(directory.resolve("kept/pin"), canary.value());
    Files.write(directory.resolve("run/deep/binary"), ("\0\1" + canary.value()).getBytes(UTF_8));

    canaries.files(directory);

    assertThat(canaries.found()).containsExactly("pin: run/deep/binary");
    assertThat(canaries.looked()).containsExactly("kept/pin", "run/deep/binary");
    assertThat(canaries.found().toString()).doesNotContain(canary.value());
  }
}
