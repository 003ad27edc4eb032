package dev.belay.controlplane.ui;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * The console by itself: login, fleet and Spring Boot Admin without releases, database or platform.
 * Its own small API stands for the real one, so that rules are tested apart from it.
 */
@EnableAutoConfiguration(
    excludeName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration"
    })
@ComponentScan({
  "dev.belay.controlplane.ui.login",
  "dev.belay.controlplane.ui.http",
  "dev.belay.controlplane.fleet"
})
@Import(Console.SampleApi.class)
public class Console {

  public static final String REGISTRAR_PASSWORD = "a-password-of-the-registrar";

  /** One call of each kind. */
  @TestComponent
  @RestController
  static class SampleApi {

    @GetMapping("/api/v1/sample/{number}")
    String read(@PathVariable Number number) {
      return "read " + number.value();
    }

    @PostMapping("/api/v1/sample")
    String act(@RequestBody Number number) {
      return "acted " + number.value();
    }

    @DeleteMapping("/api/v1/sample")
    void fail() {
      throw new IllegalStateException("a secret detail");
    }
  }

  /** A value that refuses its input. */
  public record Number(int value) {

    public Number(String text) {
      this(Integer.parseInt(text));
    }

    public Number {
      if (value < 1) {
        throw new IllegalArgumentException("A number starts at 1, not " + value);
      }
    }
  }
}
