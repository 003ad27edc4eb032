package dev.belay.upload.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.belay.statements.StatementRecorder;
import dev.belay.upload.Databases;
import dev.belay.upload.files.UploadedFile;
import dev.belay.upload.files.UploadedFile.StoredImage;
import dev.belay.upload.files.UploadedFiles;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Who delivers what, and what never is, on a real PostgreSQL. */
class DeliveriesTest {

  private static final String STORED = "upload.stored";
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private DataSource source;
  private JdbcClient jdbc;
  private HttpServer receiver;

  @BeforeEach
  void migrate() throws Exception {
    Databases.Prepared database = Databases.prepared();
    Flyway.configure().dataSource(database.url(), database.owner(), "").load().migrate();
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    postgres.setUrl(database.url());
    postgres.setUser(database.user());
    source = StatementRecorder.recording(postgres);
    jdbc = JdbcClient.create(source);
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            told.add(exchange.getRequestHeaders().getFirst("webhook-id"));
            exchange.sendResponseHeaders(204, -1);
          }
        });
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  private static WebhookSettings settings(String... more) {
    Map<String, String> values =
        new HashMap<>(
            Map.of(
                "w.key", KEY,
                "w.allow-private", "true",
                "w.retry-delay", "20ms",
                "w.max-retry-delay", "50ms",
                "w.poll-interval", "100ms"));
    for (String setting : more) {
      String[] pair = setting.split("=", 2);
      values.put("w." + pair[0], pair[1]);
    }
    return new Binder(new MapConfigurationPropertySource(values))
        .bindOrCreate("w", WebhookSettings.class);
  }

  private Outbox outbox(WebhookSettings settings) {
    return new Outbox(jdbc, new UploadedFiles(jdbc), settings, meters, () -> {});
  }

  private Webhook webhook(WebhookSettings settings) throws Exception {
    String url = "http://localhost:%d/".formatted(receiver.getAddress().getPort());
    return new Webhooks(jdbc, settings).add("k", url, List.of(STORED)).webhook();
  }

  private static UploadedFile file() {
    StoredImage image = new StoredImage("0".repeat(64), "image/jpeg", 9, 60, 40);
    return new UploadedFile(
        UUID.randomUUID(), image, image, image, "f", "k", "flow-1", Instant.now());
  }

  private Delivery only(Webhook webhook) {
    List<Delivery> all = new Webhooks(jdbc, settings()).deliveries(webhook.id(), 10);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private void awaitState(Webhook webhook, Delivery.State state) {
    await().untilAsserted(() -> assertThat(only(webhook).state()).isEqualTo(state));
  }

  private void delivering(WebhookSettings settings, Runnable meanwhile) {
    var deliverer = new Deliverer(jdbc, settings, meters, "i");
    deliverer.start();
    try {
      meanwhile.run();
    } finally {
      deliverer.stop();
    }
  }

  @Test
  void tellsNothingOfWhatWasRolledBack() throws Exception {
    Webhook webhook = webhook(settings());
    Outbox outbox = outbox(settings());
    var transaction = new TransactionTemplate(new JdbcTransactionManager(source));
    transaction.executeWithoutResult(status -> {
      outbox.stored(file());
      assertThat(jdbc.sql("select count(*) from webhook_deliveries").query(Long.class).single())
          .isOne();
      status.setRollbackOnly();
    });
    assertThat(new Webhooks(jdbc, settings()).deliveries(webhook.id(), 10)).isEmpty();
  }

  @Test
  void callsNobodyInItsOwnNetworkWhateverTheNameIs() throws Exception {
    WebhookSettings publicOnly = settings("allow-private=false", "max-attempts=2");
    Webhook webhook = webhook(publicOnly);
    outbox(publicOnly).stored(file());
    delivering(publicOnly, () -> awaitState(webhook, Delivery.State.DEAD));
    assertThat(only(webhook).problem()).isEqualTo("the host is not a public one");
    assertThat(only(webhook).attempts()).isEqualTo(2);
    assertThat(told).isEmpty();
  }

  @Test
  void signsNothingWithASecretThatItCannotOpen() throws Exception {
    Webhook webhook = webhook(settings());
    outbox(settings()).stored(file());
    String other =
        Base64.getEncoder()
            .encodeToString(
                new byte[] {
                  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
                  24, 25, 26, 27, 28, 29, 30, 31, 32
                });
    WebhookSettings rotated = settings("key=" + other, "max-attempts=1");
    delivering(rotated, () -> awaitState(webhook, Delivery.State.DEAD));
    assertThat(only(webhook).problem()).contains("another upload.webhooks.key");
    assertThat(told).isEmpty();
  }

  @Test
  void takesOverFromOneThatDiedAndLetsItSettleNothing() throws Exception {
    Webhook webhook = webhook(settings());
    outbox(settings()).stored(file());
    var dead = new DeliveryLeases(jdbc, "dead", Duration.ofMinutes(5), 2);
    DeliveryLeases.Claimed claimed = dead.claim().orElseThrow();
    var other = new DeliveryLeases(jdbc, "other", Duration.ofMinutes(5), 2);
    assertThat(other.claim()).isEmpty();
    jdbc.sql("update webhook_deliveries set lease_until = now()").update();
    delivering(settings(), () -> awaitState(webhook, Delivery.State.DELIVERED));
    assertThat(only(webhook).attempts()).isEqualTo(2);
    assertThat(dead.dead(claimed, Failure.none("x"))).isFalse();
    assertThat(only(webhook).state()).isEqualTo(Delivery.State.DELIVERED);
    assertThat(told).containsExactly("msg_" + claimed.id());
  }

  @Test
  void claimsOnlySomeOfOneWebhookAtATime() throws Exception {
    Webhook slow = webhook(settings());
    Outbox outbox = outbox(settings());
    for (int i = 0; i < 3; i++) {
      outbox.stored(file());
    }
    Webhook quick = webhook(settings());
    outbox.stored(file());
    var leases = new DeliveryLeases(jdbc, "one", Duration.ofMinutes(5), 2);
    List<UUID> claimed = new ArrayList<>();
    leases.claim().ifPresent(each -> claimed.add(each.webhook()));
    leases.claim().ifPresent(each -> claimed.add(each.webhook()));
    leases.claim().ifPresent(each -> claimed.add(each.webhook()));
    assertThat(claimed).containsExactly(slow.id(), slow.id(), quick.id());
    assertThat(leases.claim()).as("two more wait for the slow one").isEmpty();
    assertThat(leases.untilNextDue(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void dropsWhatComesWhenAsManyWaitAsMay() throws Exception {
    WebhookSettings one = settings("backlog=1");
    Webhook webhook = webhook(one);
    Outbox outbox = outbox(one);
    outbox.stored(file());
    outbox.stored(file());
    assertThat(only(webhook).state()).isEqualTo(Delivery.State.QUEUED);
    assertThat(meters.get("upload.webhooks.dropped").counter().count()).isOne();
  }

  @Test
  void keepsNoSecretInTheOpen() throws Exception {
    var made = new Webhooks(jdbc, settings()).add("k", "https://example.com/", List.of(STORED));
    byte[] secret = Base64.getDecoder().decode(made.secret().replaceFirst("^whsec_", ""));
    byte[] kept =
        jdbc.sql("select secret from webhooks").query((row, n) -> row.getBytes(1)).single();
    assertThat(new String(kept, StandardCharsets.ISO_8859_1))
        .doesNotContain(new String(secret, StandardCharsets.ISO_8859_1));
    assertThat(new SecretBox(new byte[32]).open(made.webhook().id(), kept)).isEqualTo(secret);
    assertThat(settings().toString()).doesNotContain(KEY);
  }
}
