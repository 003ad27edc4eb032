package dev.belay.gateway;

import static dev.belay.gateway.Admin.arm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.gateway.admin.AdminToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticRequestsTest {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path state;
  private RunningGateway gateway;
  private RawBackend stable;
  private RawBackend candidate;

  @BeforeEach
  void start() throws Exception {
    gateway = RunningGateway.start(state);
    stable = RawBackend.answering("stable");
    candidate = RawBackend.answering("candidate");
    gateway.routes(arm("r1", 10_000, stable.port()));
  }

  @AfterEach
  void stop() throws Exception {
    candidate.close();
    stable.close();
    gateway.close();
  }

  @Test
  void goToTheRevisionTheyNameThoughItHasNoWeightAndCountForNobody() throws Exception {
    assertThat(get("/orders?a=1", mark("GET", "/orders?a=1"))).isEqualTo("candidate");
    await()
        .untilAsserted(() ->
            assertThat(metrics())
                .contains("synthetic_requests_total{service=\"demo\",outcome=\"succeeded\"} 1"));
    assertThat(gateway.count("r1", "succeeded")).isZero();
    assertThat(gateway.admin().outcomes("demo").get("revisions")).hasSize(1);
  }

  @Test
  void areTellingToAnInstanceButTheirMarkIsNot() throws Exception {
    get("/", mark("GET", "/"));
    String head = candidate.heads().getFirst().toLowerCase(Locale.ROOT);
    assertThat(head).contains("belay-synthetic: true").doesNotContain("belay-synthetic-mark");
  }

  @Test
  void doNotHideOrCauseAFailureOfUsers() throws Exception {
    try (RawBackend broken = RawBackend.which(e -> e.send(RawBackend.status(500)))) {
      gateway.routes(arm("r1", 10_000, broken.port()));
      get("/", mark(RunningGateway.TOKEN, "r1", broken.port(), "demo", "GET", "/", now()));
      await()
          .untilAsserted(() ->
              assertThat(metrics())
                  .contains("synthetic_requests_total{service=\"demo\",outcome=\"failed\"} 1")
                  .contains("failures_published_total 0"));
      assertThat(gateway.count("r1", "failed")).isZero();
    }
  }

  @Test
  void leaveAnInstanceThatTheyCouldNotReachInTurnForUsers() throws Exception {
    candidate.close();
    gateway.routes(arm("r1", 10_000, port()), arm("r3", 0, stable.port()));
    assertThat(send("/", mark("GET", "/")).statusCode()).isEqualTo(502);
    assertThat(gateway.admin().revision("demo", "r1").get("attemptFailures").asLong()).isZero();
  }

  /** Another token, another path, method, service, or too old: it is a user's, and counts. */
  @ParameterizedTest
  @ValueSource(strings = {"token", "path", "method", "service", "old", "early", "cut", "", "1"})
  void thatAreNotSignedForThisAreUsersRequests(String wrong) throws Exception {
    String forged =
        switch (wrong) {
          case "token" -> mark("another-token-entirely", "r2", port(), "demo", "GET", "/", now());
          case "path" -> mark(RunningGateway.TOKEN, "r2", port(), "demo", "GET", "/b", now());
          case "method" -> mark(RunningGateway.TOKEN, "r2", port(), "demo", "POST", "/", now());
          case "service" -> mark(RunningGateway.TOKEN, "r2", port(), "shop", "GET", "/", now());
          case "old" ->
              mark(RunningGateway.TOKEN, "r2", port(), "demo", "GET", "/", now() - 31_000);
          case "early" ->
              mark(RunningGateway.TOKEN, "r2", port(), "demo", "GET", "/", now() + 60_000);
          case "cut" -> mark("GET", "/").substring(0, 60);
          default -> wrong;
        };
    assertThat(get("/", forged)).isEqualTo("stable");
    await().untilAsserted(() -> assertThat(gateway.count("r1", "succeeded")).isEqualTo(1));
    assertThat(stable.heads().getFirst().toLowerCase(Locale.ROOT))
        .doesNotContain("belay-synthetic");
  }

  @Test
  void cannotBeClaimedByAClient() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/")).header("belay-SYNTHETIC", "true").build();
    CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(stable.heads().getFirst().toLowerCase(Locale.ROOT))
        .doesNotContain("belay-synthetic");
  }

  @Test
  void goToLoopbackOnly() throws Exception {
    String elsewhere =
        signed(RunningGateway.TOKEN, "1 r2 10.0.0.1:80 " + now(), "demo", "GET", "/");
    assertThat(get("/", elsewhere)).isEqualTo("stable");
  }

  private int port() {
    return candidate.port();
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  private String mark(String method, String path) {
    return mark(RunningGateway.TOKEN, "r2", port(), "demo", method, path, now());
  }

  private static String mark(
      String token,
      String revision,
      int port,
      String service,
      String method,
      String path,
      long at) {
    return signed(
        token, "1 %s 127.0.0.1:%d %d".formatted(revision, port, at), service, method, path);
  }

  private static String signed(
      String token, String claim, String service, String method, String path) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(new AdminToken(token).syntheticKey(), "HmacSHA256"));
      byte[] signature =
          mac.doFinal(
              String.join("\n", claim, service, method, path).getBytes(StandardCharsets.UTF_8));
      return claim + " " + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String get(String path, String mark) throws IOException, InterruptedException {
    return send(path, mark).body();
  }

  private HttpResponse<String> send(String path, String mark)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri(path)).header("Belay-Synthetic-Mark", mark).build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + gateway.publicPort() + path);
  }

  private String metrics() {
    return gateway.admin().get("/admin/v1/metrics").body();
  }
}
