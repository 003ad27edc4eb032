package dev.belay.controlplane.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusTextTest {

  private static final String HEAD =
      """
      # HELP http_server_requests_seconds Duration of HTTP server request handling
      # TYPE http_server_requests_seconds histogram
      """;
  private static final String GOOD =
      HEAD
          + """
          http_server_requests_seconds_bucket{method="GET",outcome="SUCCESS",status="200",uri="/images/{id}",le="0.001"} 3
          http_server_requests_seconds_bucket{method="GET",outcome="SUCCESS",status="200",uri="/images/{id}",le="0.002"} 5
          http_server_requests_seconds_bucket{method="GET",outcome="SUCCESS",status="200",uri="/images/{id}",le="+Inf"} 6
          http_server_requests_seconds_count{method="GET",outcome="SUCCESS",status="200",uri="/images/{id}"} 6
          http_server_requests_seconds_sum{method="GET",outcome="SUCCESS",status="200",uri="/images/{id}"} 0.019
          http_server_requests_seconds_count{method="GET",outcome="REDIRECTION",status="302",uri="REDIRECTION"} 2
          http_server_requests_seconds_count{method="POST",outcome="CLIENT_ERROR",status="413",uri="/images"} 4.0
          http_server_requests_seconds_count{method="POST",outcome="SERVER_ERROR",status="500",uri="/a \\"b\\\\c\\n,}{"} 1.1E1
          http_server_requests_seconds_count{method="GET",outcome="SERVER_ERROR",status="503",uri="/readyz"} 999
          http_server_requests_seconds_count{method="GET",outcome="SUCCESS",status="200",uri="/actuator/prometheus"} 999
          http_server_requests_seconds_bucket{method="GET",outcome="SUCCESS",status="200",uri="/livez",le="+Inf"} 999
          http_server_requests_seconds_max{uri="/images"} NaN
          jvm_memory_used_bytes{area="heap"} NaN
          process_start_time_seconds 1.795E9
          """;

  @Test
  void readsWhatMicrometerWrites() throws Unreadable {
    Reading reading = read(GOOD);
    assertThat(reading.startedSeconds()).isEqualTo(1.795E9);
    assertThat(reading.answered().succeeded()).isEqualTo(8);
    assertThat(reading.answered().refused()).isEqualTo(4);
    assertThat(reading.answered().failed()).isEqualTo(11);
    assertThat(reading.answered().times().values()).containsExactly(3L, 2L, 1L);
  }

  @Test
  void aBucketsBoundIsJustAboveTheOneThatWasPublished() throws Unreadable {
    var bounds = read(GOOD).answered().times().sequencedKeySet();
    assertThat(bounds.getFirst()).isBetween(1_001L, 1_100L);
    assertThat(bounds.getLast()).isEqualTo(86_400_000_000L);
  }

  @Test
  void leavesOutWhatIsProbedBesides() throws Unreadable {
    byte[] body = GOOD.getBytes(StandardCharsets.UTF_8);
    assertThat(PrometheusText.read(body, Set.of("/images")).answered().refused()).isZero();
  }

  @Test
  void whoeverWasAskedForNothingHasAnsweredNothing() throws Unreadable {
    assertThat(read("# HELP jvm_memory_used_bytes\njvm_memory_used_bytes 1\n").answered())
        .isEqualTo(Tally.NONE);
  }

  @Test
  void anAnswerThatNobodyKnowsIsInNoClass() throws Unreadable {
    String unknown =
        HEAD + "http_server_requests_seconds_count{outcome=\"UNKNOWN\",status=\"UNKNOWN\"} 7\n";
    assertThat(read(unknown).answered()).isEqualTo(Tally.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`_count{status=\"200\"} NaN`, counts 'NaN'",
        "`_count{status=\"200\"} +Inf`, counts '+Inf'",
        "`_count{status=\"200\"} -1`, counts '-1'",
        "`_count{status=\"200\"} 1.5`, counts '1.5'",
        "`_count{status=\"200\"} 1e300`, counts '1e300'",
        "`_count{status=\"200\"} many`, counts 'many'",
        "`_count{status=\"200\"}`, no line of Prometheus' format",
        "`_count{status=\"200\"} 1 2 3`, no line of Prometheus' format",
        "`_count{status=\"200`, no line of Prometheus' format",
        "`_count{status=200} 1`, no line of Prometheus' format",
        "`_count{status=\"200\" uri=\"/\"} 1`, no line of Prometheus' format",
        "`_count{status=\"200\",status=\"500\"} 1`, no line of Prometheus' format",
        "`_count{`, no line of Prometheus' format",
        "`_bucket{status=\"200\"} 1`, which is no number above 0",
        "`_bucket{le=\"NaN\"} 1`, which is no number above 0",
        "`_bucket{le=\"-1\"} 1`, which is no number above 0",
        "`_bucket{le=\"x\"} 1`, which is no number above 0",
      })
  void refusesALineThatCannotBeBelieved(String line, String finding) {
    assertThatThrownBy(() -> read(HEAD + "http_server_requests_seconds" + line + "\n"))
        .isInstanceOf(Unreadable.class)
        .hasMessageContaining(finding);
  }

  @Test
  void refusesTheSameSeriesTwice() {
    String line = "http_server_requests_seconds_count{status=\"200\"} 1\n";
    assertThatThrownBy(() -> read(HEAD + line + line)).hasMessageContaining("is there twice");
    String bucket = "http_server_requests_seconds_bucket{le=\"1\"} 1\n";
    assertThatThrownBy(() -> read(HEAD + bucket + bucket)).hasMessageContaining("is there twice");
  }

  @Test
  void refusesBucketsThatDescend() {
    assertThatThrownBy(() ->
            read(
                HEAD
                    + "http_server_requests_seconds_bucket{le=\"1\"} 5\n"
                    + "http_server_requests_seconds_bucket{le=\"2\"} 4\n"))
        .hasMessageContaining("fewer than the one before");
  }

  @Test
  void refusesWhatIsTooLongWithTheLimit() {
    assertThatThrownBy(() -> PrometheusText.read(new byte[PrometheusText.MAX_BYTES + 1], Set.of()))
        .hasMessageContaining("longer than 4 MiB");
    assertThatThrownBy(() -> read(HEAD + "x".repeat(PrometheusText.MAX_LINE + 1) + "\n"))
        .hasMessageContaining("longer than 8192 characters");
  }

  @Test
  void refusesMoreSeriesThanAServiceHas() {
    var body = new StringBuilder(HEAD);
    for (int i = 0; i <= PrometheusText.MAX_SERIES; i++) {
      body.append("http_server_requests_seconds_count{uri=\"").append(i).append("\"} 1\n");
    }
    assertThatThrownBy(() -> read(body.toString())).hasMessageContaining("more than 50000 series");
  }

  @Test
  void refusesWhatWasCutOffOrIsSomethingElse() {
    assertThatThrownBy(() -> read(GOOD.stripTrailing())).hasMessageContaining("cut off");
    assertThatThrownBy(() -> read("<html>Log in</html>\n"))
        .hasMessageContaining("not in Prometheus' format but begins with '<html>Log in</html>");
    assertThatThrownBy(() -> read("")).hasMessageContaining("not in Prometheus' format");
  }

  @Test
  void noBytesMakeItFailInAnotherWay() {
    var random = new Random(7);
    byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] body = Arrays.copyOf(good, good.length);
      for (int hits = random.nextInt(6); hits >= 0; hits--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      try {
        Tally told = PrometheusText.read(body, Set.of()).answered();
        assertThat(told.succeeded()).isNotNegative();
        assertThat(told.times().values()).allMatch(count -> count > 0);
      } catch (Unreadable e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      }
    }
  }

  private static Reading read(String body) throws Unreadable {
    return PrometheusText.read(body.getBytes(StandardCharsets.UTF_8), Set.of());
  }
}
