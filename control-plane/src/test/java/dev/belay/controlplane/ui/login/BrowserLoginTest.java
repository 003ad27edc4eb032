package dev.belay.controlplane.ui.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.ui.ConsoleTest;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrowserLoginTest extends ConsoleTest {

  private static final Pattern FORM_TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

  private final CookieManager cookies = new CookieManager();
  private final HttpClient browser =
      HttpClient.newBuilder().cookieHandler(cookies).connectTimeout(Duration.ofSeconds(10)).build();

  @Test
  void leadsFromADeepLinkThroughTheLoginBackToIt() throws Exception {
    var refused = open("/releases/upload-service/r2");
    assertThat(refused.statusCode()).isEqualTo(302);
    String login = refused.headers().firstValue("Location").orElseThrow();
    assertThat(login).endsWith("/login?redirectTo=%2Freleases%2Fupload-service%2Fr2");

    var entered = logIn(URI.create(login).getRawPath() + "?" + URI.create(login).getRawQuery());

    assertThat(entered.statusCode()).isEqualTo(302);
    assertThat(path(entered)).isEqualTo("/releases/upload-service/r2");
    assertThat(open("/releases/upload-service/r2").body()).contains("id=\"app\"");
  }

  @Test
  void wantsTheCsrfTokenForEveryActionOfASession() throws Exception {
    logIn("/login");

    var without = act(null);
    assertThat(without.statusCode()).isEqualTo(403);
    assertThat(without.body()).contains("X-XSRF-TOKEN");
    assertThat(act("guessed").statusCode()).isEqualTo(403);
    open("/");
    assertThat(act(cookie("XSRF-TOKEN").getValue()).statusCode()).isEqualTo(200);
  }

  @Test
  void keepsTheSessionCookieFromScriptsAndNamesItByThePort() throws Exception {
    var entered = logIn("/login");

    assertThat(entered.headers().allValues("Set-Cookie"))
        .filteredOn(each -> each.startsWith("belay-"))
        .singleElement()
        .asString()
        .contains("HttpOnly", "SameSite=Lax");
  }

  @Test
  void opensNoSessionBeforeTheLogin() throws Exception {
    open("/");
    open("/login");

    assertThat(cookies.getCookieStore().getCookies())
        .extracting(HttpCookie::getName)
        .containsExactly("XSRF-TOKEN");
  }

  @Test
  void tellsOfAWrongPasswordOnTheLoginPage() throws Exception {
    var refused = logIn("/login", "viewer", "wrong");

    assertThat(path(refused)).isEqualTo("/login?error");
    assertThat(open("/").statusCode()).isEqualTo(302);
  }

  @ParameterizedTest
  @CsvSource({
    "https://evil.example/x, /x",
    "//evil.example/x, /x",
    "https:////evil.example, /",
    "javascript:alert(1), /",
    "\\\\evil.example, /",
    "/releases?a=b, /releases?a=b",
    "relative, /"
  })
  void neverLeadsElsewhere(String wanted, String target) {
    assertThat(ReturnToPage.target(wanted)).isEqualTo(target);
  }

  @Test
  void letsScriptsRunFromTheConsoleOnly() throws Exception {
    logIn("/login");

    assertThat(policy("/"))
        .contains("script-src 'self' 'unsafe-eval'")
        .contains("frame-ancestors 'none'");
    assertThat(policy("/instances/none/actuator/health")).contains("sandbox", "default-src 'none'");
  }

  private String policy(String path) throws Exception {
    return open(path).headers().firstValue("Content-Security-Policy").orElseThrow();
  }

  private HttpResponse<String> open(String path) throws Exception {
    return browse(HttpRequest.newBuilder(URI.create(url(path))).header("Accept", "text/html"));
  }

  private HttpResponse<String> act(String token) throws Exception {
    var request = request("POST", "/api/v1/sample", "\"7\"");
    if (token != null) {
      request.header("X-XSRF-TOKEN", token);
    }
    return browse(request);
  }

  private HttpResponse<String> logIn(String page) throws Exception {
    return logIn(page, "operator", credentials().get("operator").get("password").asString());
  }

  private HttpResponse<String> logIn(String page, String name, String password) throws Exception {
    var token = FORM_TOKEN.matcher(open(page).body());
    assertThat(token.find()).as("the login form has a CSRF token").isTrue();
    String form =
        "username=%s&password=%s&_csrf=%s"
            .formatted(name, encoded(password), encoded(token.group(1)));
    return browse(
        HttpRequest.newBuilder(URI.create(url(page)))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  private HttpResponse<String> browse(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return browser.send(
        request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpCookie cookie(String name) {
    return cookies.getCookieStore().getCookies().stream()
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String path(HttpResponse<?> redirect) {
    var location = URI.create(redirect.headers().firstValue("Location").orElseThrow());
    return location.getRawPath()
        + (location.getRawQuery() == null ? "" : "?" + location.getRawQuery());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
