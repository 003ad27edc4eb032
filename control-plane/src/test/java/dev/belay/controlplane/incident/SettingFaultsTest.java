package dev.belay.controlplane.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What processes print when a setting is absent, by who prints it. */
class SettingFaultsTest {

  static Stream<Arguments> outputs() {
    return Stream.of(
        Arguments.of(
            "the starter",
            78,
            "API_KEY",
            """
            2026-11-22T12:00:00.1Z ERROR 1 --- [main] d.b.s.StartupCheck : belay startup problem: {"type":"MissingSetting","settings":["API_KEY"]}
            """),
        Arguments.of(
            "the starter, two, in one line of JSON",
            78,
            "STORE_TOKEN, queue.url",
            """
            {"@timestamp":"2026-11-22T12:00:00Z","log":{"level":"ERROR","logger":"x"},"message":"belay startup problem: {\\"type\\":\\"MissingSetting\\",\\"settings\\":[\\"STORE_TOKEN\\",\\"queue.url\\"]}"}
            """),
        Arguments.of(
            "Spring's placeholder",
            1,
            "billing.endpoint",
            """
            2026-11-22 12:00:00.000 ERROR 1 --- [main] o.s.boot.SpringApplication : Application run failed
            org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'billing'
             at org.springframework.beans.A.b(A.java:1)
            Caused by: org.springframework.util.PlaceholderResolutionException: Could not resolve placeholder 'billing.endpoint' in value "${billing.endpoint}"
             at org.springframework.util.C.d(C.java:2)
            """),
        Arguments.of(
            "Spring's placeholder inside Logstash's JSON",
            1,
            "MAIL_HOST",
            """
            {"@timestamp":"2026-11-22T12:00:00Z","level":"ERROR","message":"Application run failed","stack_trace":"a.b.BeanCreationException: x\\n\\tat a.b.C(D.java:1)\\nCaused by: java.lang.IllegalArgumentException: Could not resolve placeholder 'MAIL_HOST' in value \\"${MAIL_HOST}\\"\\n\\tat a.b.C(D.java:1)"}
            """),
        Arguments.of(
            "the end of a line of JSON that was cut off",
            1,
            "MAIL_HOST",
            """
            {"@timestamp":"2026-11-22T12:00:00Z","log":{"level":"ERROR"},"message":"Application run failed","error":{"type":"a.b.X","stack_trace":"a.b.X: y\\n\\tat a.b.C(D.java:1)\\nCaused by: java.lang.IllegalArgumentException: Could not resolve placeholder 'MAIL_HOST' in va…
            """),
        Arguments.of(
            "Spring Boot's validation report",
            1,
            "upload.gpu.key, upload.gpu.url",
            """
            ***************************
            APPLICATION FAILED TO START
            ***************************
            Description:
            Binding to target dev.x.UploadSettings failed:
                Property: upload.gpu.key
                Value: "null"
                Reason: must not be blank
                Property: upload.gpu.url
                Value: "null"
                Reason: must not be null
            Action:
            Update your application's configuration
            """),
        Arguments.of(
            "the same in another language",
            1,
            "shop.currency",
            """
            APPLICATION FAILED TO START
            Description:
            Binding to target [Bindable@1] failed:
                Property: shop.currency
                Value: ""
                Origin: class path resource [application.yaml] - 3:9
                Reason: darf nicht leer sein
            """),
        Arguments.of(
            "Spring Boot's data source report",
            1,
            "spring.datasource.url",
            """
            APPLICATION FAILED TO START
            Description:
            Failed to configure a DataSource: 'url' attribute is not specified and no embedded datasource could be configured.
            """),
        Arguments.of(
            "required by code",
            1,
            "crm.user",
            """
            Exception in thread "main" java.lang.IllegalStateException: Required key 'crm.user' not found
            """),
        Arguments.of(
            "Quarkus",
            1,
            "quarkus.oidc.auth-server-url",
            """
            java.util.NoSuchElementException: SRCFG00014: The config property quarkus.oidc.auth-server-url is required but it could not be found in any config source
            """),
        Arguments.of(
            "a program that says it in its own words",
            2,
            "PAYMENT_TOKEN",
            """
            12:00:01 ERROR main: Missing required environment variable: PAYMENT_TOKEN
            """),
        Arguments.of(
            "a Node program",
            1,
            "REDIS_URL",
            """
            Error: REDIS_URL is not set
                at Object.<anonymous> (/app/index.js:3:9)
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("outputs")
  void namesWhatIsMissing(String who, int code, String names, String output) {
    IncidentReport report = Bundle.signal("CrashLoop").ended(code, 2, output).report();

    assertThat(report.cause()).isEqualTo("MissingSetting");
    assertThat(report.causeDetail()).containsEntry("settings", names);
    assertThat(report.hypotheses())
        .extracting(Hypothesis::type, Hypothesis::consequenceOf)
        .contains(org.assertj.core.groups.Tuple.tuple("CrashLoop", "MissingSetting"));
  }

  @Test
  void aValueThatCannotBeReadIsAnotherFault() {
    IncidentReport report =
        Bundle.signal("NeverReady")
            .ended(
                1,
                1,
                """
                APPLICATION FAILED TO START
                Description:
                Failed to bind properties under 'shop.timeout' to java.time.Duration:
                    Property: shop.timeout
                    Value: "soon"
                    Origin: System Environment Property "SHOP_TIMEOUT"
                    Reason: failed to convert java.lang.String to java.time.Duration (caused by a.B: 'soon' is not a valid duration)
                """)
            .report();

    assertThat(report.cause()).isEqualTo("InvalidSetting");
    assertThat(report.causeDetail()).containsEntry("settings", "shop.timeout");
  }

  @Test
  void aMissingBeanIsNoMissingSetting() {
    IncidentReport report =
        Bundle.signal("CrashLoop")
            .ended(
                1,
                2,
                """
                APPLICATION FAILED TO START
                Description:
                Parameter 0 of constructor in a.B required a bean of type 'a.C' that could not be found.
                Action:
                Consider defining a bean of type 'a.C' in your configuration.
                """)
            .report();

    assertThat(report.cause()).isEqualTo("CrashLoop");
    assertThat(report.causeDetail())
        .containsEntry(
            "lastError",
            "Parameter 0 of constructor in a.B required a bean of type 'a.C' that could not be found.");
  }

  @Test
  void adviceAndWarningsNameNothing() {
    IncidentReport report =
        Bundle.signal("CrashLoop")
            .ended(
                9,
                2,
                """
                12:00:01 INFO main: the environment variable LOG_LEVEL is not set, using INFO
                12:00:01 WARN main: Missing required property CACHE_SIZE, using 10
                12:00:02 ERROR main: worker died
                """)
            .report();

    assertThat(report.cause()).isEqualTo("CrashLoop");
    assertThat(report.causeDetail()).containsEntry("lastError", "ERROR main: worker died");
  }

  @Test
  void whatStablePrintsTooHasNotComeWithTheCandidate() {
    String both =
        "12:00:01 ERROR x: java.lang.IllegalStateException: Required key 'stats.url' not found";

    IncidentReport report =
        Bundle.signal("ErrorRegression")
            .runs()
            .requests(50, 20, 0)
            .prints(both)
            .stablePrints(both)
            .report();

    assertThat(report.cause()).isEqualTo("ErrorRegression");
  }

  @Test
  void aMigrationThatLacksASettingIsNamedByIt() {
    IncidentReport report =
        Bundle.blocked(
                "MigrationFailed",
                java.util.Map.of(
                    "lastLines",
                    "ERROR x\nCaused by: a.B: Could not resolve placeholder 'MIGRATION_ROLE' in value"))
            .report();

    assertThat(report.cause()).isEqualTo("MissingSetting");
    assertThat(report.hypotheses().getLast().type()).isEqualTo("MigrationFailed");
    assertThat(report.ruledOut()).extracting(RuledOut::what).containsExactly("image");
  }

  @Test
  void rulesOutTheImageThatRanAndTheDatabaseThatStableUses() {
    IncidentReport report =
        Bundle.signal("CrashLoop")
            .ended(
                78,
                2,
                "belay startup problem: {\"type\":\"MissingSetting\",\"settings\":[\"X_KEY\"]}")
            .stableReadiness(200, Bundle.UP)
            .report();

    assertThat(report.ruledOut()).extracting(RuledOut::what).containsExactly("image", "database");
    assertThat(report.hypotheses().getFirst().level()).isEqualTo(Hypothesis.Level.CONFIRMED);
  }
}
