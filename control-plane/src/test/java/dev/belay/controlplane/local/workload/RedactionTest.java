package dev.belay.controlplane.local.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  private final Redaction redaction =
      new Redaction(
          List.of("of-the-home"),
          Map.of(
              "HOOK_URL", "https://s3cr3t!user@hooks.example/a",
              "SEARCH_URL", "https://us:s3cr3t%21pass@search.example",
              "FEED_URL", "https://feed.example/a?lang=german&access_token=s3cr3t!feed",
              "SPRING_DATASOURCE_URL", "jdbc:postgresql://db/x?user=upload&password=s3cr3t!jdbc",
              "SIGNING_KEY", "s3cr3t!key",
              "COLOUR", "turquoise"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no bean for https://s3cr3t!user@hooks.example/a",
        "user s3cr3t!user is unknown",
        "refused: s3cr3t!pass",
        "Illegal character in s3cr3t%21pass",
        "the feed said no to s3cr3t!feed",
        "s3cr3t!jdbc: wrong",
        "signed with s3cr3t!key",
        "Detail: Key (note)=(s3cr3t (new)) is duplicated.",
        "Detail: Failing row contains (1, s3cr3t (a)\n and s3cr3t).",
        "ERROR: invalid input syntax for type integer: \"s3cr3t\""
      })
  void takesSecretsOutOfWhatPeopleRead(String text) {
    assertThat(redaction.apply(text)).contains("******").doesNotContain("s3cr3t");
  }

  @Test
  void leavesWhatIsNoSecretOfAnAddress() {
    String text = "feed.example in german, upload, turquoise, db/x";

    assertThat(redaction.apply(text)).isEqualTo(text);
  }

  @Test
  void aReportStaysJson() {
    String report =
        "{\"failure\":\"Failing row contains (1\",\"checks\":[{\"problem\":\"of-the-home\"}]}";

    assertThat(redaction.report(report))
        .isEqualTo(
            "{\"failure\":\"Failing row contains (1\",\"checks\":[{\"problem\":\"******\"}]}");
  }
}
