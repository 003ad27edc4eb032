package dev.belay.starter;

import static dev.belay.starter.app.Answer.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.starter.app.Answer;
import dev.belay.starter.app.WatchedApplication;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.cors.CorsConfiguration;

/** A service behind Spring Security with CORS. */
@SpringBootTest(
    classes = {WatchedApplication.class, SecuredServiceTest.Rules.class},
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"spring.security.user.name=u", "spring.security.user.password=p"})
class SecuredServiceTest {

  @LocalServerPort int port;

  @TestConfiguration(proxyBeanMethods = false)
  static class Rules {
    @Bean
    SecurityFilterChain rules(HttpSecurity http) {
      CorsConfiguration cors = new CorsConfiguration();
      cors.setAllowedOrigins(List.of("https://friend.example"));
      return http.authorizeHttpRequests(all ->
              all.requestMatchers("/boom", "/ok")
                  .authenticated()
                  .requestMatchers("/conflict")
                  .denyAll()
                  .anyRequest()
                  .permitAll())
          .httpBasic(Customizer.withDefaults())
          .cors(c -> c.configurationSource(request -> cors))
          .build();
    }
  }

  private Answer get(String path, String... headers) {
    return Answer.to(request(port, path).header("X-Correlation-Id", "secured-1").headers(headers));
  }

  private static String basic(String user) {
    return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void answersUnauthenticatedAsAProblemWithTheId() {
    Answer answer = get("/ok", "Accept", "*/*");
    assertThat(answer.problem(401)).containsEntry("type", "urn:belay:problem:unauthenticated");
    assertThat(answer.header("X-Correlation-Id")).isEqualTo("secured-1");
    assertThat(answer.header("WWW-Authenticate")).isNotNull();
  }

  @Test
  void answersWrongCredentialsAsAProblemWithTheId() {
    Answer answer = get("/ok", "Authorization", basic("u:wrong"));
    answer.problem(401);
    assertThat(answer.header("X-Correlation-Id")).isEqualTo("secured-1");
  }

  @Test
  void answersForbiddenAsAProblemWithTheId() {
    Answer answer = get("/conflict", "Authorization", basic("u:p"));
    assertThat(answer.problem(403)).containsEntry("type", "urn:belay:problem:forbidden");
    assertThat(answer.header("X-Correlation-Id")).isEqualTo("secured-1");
  }

  @Test
  void letsTheRightUserThroughToTheHandler() {
    assertThat(get("/ok", "Authorization", basic("u:p")).body()).isEqualTo("secured-1|secured-1");
    get("/boom", "Authorization", basic("u:p")).problem(500);
  }

  @Test
  void carriesTheIdOnPreflightAnswersAndOnRejectedOrigins() {
    Answer friend = preflight("https://friend.example");
    assertThat(friend.status()).isEqualTo(200);
    assertThat(friend.header("Access-Control-Allow-Origin")).isEqualTo("https://friend.example");
    assertThat(friend.header("X-Correlation-Id")).matches("[0-9a-f-]{36}");
    Answer stranger = preflight("https://stranger.example");
    assertThat(stranger.status()).isEqualTo(403);
    assertThat(stranger.header("X-Correlation-Id")).matches("[0-9a-f-]{36}");
  }

  private Answer preflight(String origin) {
    return Answer.to(
        request(port, "/ok")
            .method("OPTIONS", java.net.http.HttpRequest.BodyPublishers.noBody())
            .headers("Origin", origin, "Access-Control-Request-Method", "GET"));
  }
}
