package dev.belay.upload;

import static dev.belay.upload.Answer.get;
import static dev.belay.upload.Answer.upload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.images.Pictures;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Recording an upload while the database refuses for a moment, or its answer is lost. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"API_KEY=gpu-key", "upload.api-keys=" + Answer.KEY_SHA256})
class RetriedRecordTest {

  private static final byte[] JPEG = Pictures.jpeg(Pictures.quarters(80, 60));
  private static final AtomicInteger LOST_COMMITS = new AtomicInteger();
  private static final Databases.Prepared DATABASE = Databases.prepared();

  @TempDir static Path store;
  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired MeterRegistry meters;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    registry.add("upload.store.directory", () -> store.resolve("uploads"));
    registry.add("spring.datasource.url", DATABASE::url);
    registry.add("spring.datasource.username", DATABASE::user);
    registry.add("spring.flyway.url", DATABASE::url);
    registry.add("spring.flyway.user", DATABASE::owner);
  }

  /** Commits, and then says that the connection broke. */
  @TestConfiguration(proxyBeanMethods = false)
  static class LosesAnswers {

    @Bean
    static BeanPostProcessor losing() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          return bean instanceof DataSource source && name.equals("dataSource")
              ? new Losing(source)
              : bean;
        }
      };
    }
  }

  private static final class Losing extends DelegatingDataSource {

    Losing(DataSource source) {
      super(source);
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                Object result;
                try {
                  result = method.invoke(connection, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
                if (method.getName().equals("commit")
                    && LOST_COMMITS.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                  throw new SQLException("An I/O error occurred", "08006");
                }
                return result;
              });
    }
  }

  @BeforeEach
  void working() throws Exception {
    LOST_COMMITS.set(0);
    asOwner("drop trigger if exists failing on uploaded_files");
  }

  private static void asOwner(String sql) throws SQLException {
    try (Connection connection =
            DATABASE.server().getDatabase(DATABASE.owner(), DATABASE.name()).getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void failing(int times, String how) throws SQLException {
    asOwner(
        "drop sequence if exists tries; create sequence tries; grant usage on sequence tries to public");
    asOwner(
        """
        create or replace function failing() returns trigger language plpgsql as $$
        begin
          if nextval('tries') <= %d then %s; end if;
          return new;
        end $$;
        create trigger failing before insert on uploaded_files
          for each row execute function failing();
        """
            .formatted(times, how));
  }

  private double retried() {
    return meters.counter("upload.database.retries", "step", "record an upload").count();
  }

  private long rows() {
    return jdbc.sql("select count(*) from uploaded_files").query(Long.class).single();
  }

  private void assertTakenAfter(int tries) {
    double before = retried();
    long rows = rows();
    Answer answer = upload(port, JPEG);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(get(port, answer.json().at("/main/url").asString()).status()).isEqualTo(200);
    assertThat(retried() - before).isEqualTo(tries);
    assertThat(rows() - rows).isOne();
  }

  @Test
  void triesAgainAfterASerializationFailure() throws Exception {
    failing(2, "raise exception using errcode = '40001'");
    assertTakenAfter(2);
  }

  @Test
  void triesAgainAfterTheConnectionBroke() throws Exception {
    failing(1, "perform pg_terminate_backend(pg_backend_pid())");
    assertTakenAfter(1);
  }

  @Test
  void knowsItsOwnRowWhenTheAnswerOfACommitWasLost() {
    LOST_COMMITS.set(1);
    assertTakenAfter(1);
  }

  @Test
  void givesUpAfterThreeTries() throws Exception {
    failing(3, "raise exception using errcode = '40P01'");
    double before = retried();
    long rows = rows();
    upload(port, JPEG).problem(503, "database-unavailable");
    assertThat(retried() - before).isEqualTo(2);
    assertThat(rows()).isEqualTo(rows);
  }

  @Test
  void triesNothingAgainThatWouldFailAgain() throws Exception {
    failing(1, "raise exception using errcode = '23514'");
    double before = retried();
    assertThat(upload(port, JPEG).status()).isEqualTo(500);
    assertThat(retried()).isEqualTo(before);
  }
}
