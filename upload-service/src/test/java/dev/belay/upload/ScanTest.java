package dev.belay.upload;

import static dev.belay.upload.Answer.get;
import static dev.belay.upload.Answer.upload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.images.Pictures;
import dev.belay.upload.scan.FakeClamd;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Uploads that a scanner looks at first. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "API_KEY=gpu-key",
      "upload.api-keys=" + Answer.KEY_SHA256,
      "upload.scan.timeout=400ms"
    })
@ExtendWith(OutputCaptureExtension.class)
class ScanTest {

  private static final byte[] JPEG = Pictures.jpeg(Pictures.quarters(80, 60));
  private static final FakeClamd CLAMD = new FakeClamd();

  @TempDir static Path store;
  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Databases.Prepared database = Databases.prepared();
    registry.add("upload.scan.clamd", CLAMD::address);
    registry.add("upload.store.directory", () -> store.resolve("uploads"));
    registry.add("spring.datasource.url", database::url);
    registry.add("spring.datasource.username", database::user);
    registry.add("spring.flyway.url", database::url);
    registry.add("spring.flyway.user", database::owner);
  }

  @AfterAll
  static void stop() {
    CLAMD.close();
  }

  private long rows() {
    return jdbc.sql("select count(*) from uploaded_files").query(Long.class).single();
  }

  private static long files() throws Exception {
    try (var all = Files.walk(store)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  private static byte[] bad() {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(JPEG);
    bytes.writeBytes(FakeClamd.BAD.getBytes(StandardCharsets.US_ASCII));
    return bytes.toByteArray();
  }

  @Test
  void takesWhatIsClean() {
    Answer answer = upload(port, JPEG);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(answer.json().has("notes")).isFalse();
    assertThat(CLAMD.streams()).anyMatch(each -> java.util.Arrays.equals(each, JPEG));
  }

  @Test
  void refusesWhatTheScannerKnowsAndTellsOnlyTheLogWhatItIs(CapturedOutput output)
      throws Exception {
    long rows = rows();
    long files = files();
    Answer refused = upload(port, bad());
    assertThat(refused.problem(422, "content-refused").get("retryable").asBoolean()).isFalse();
    assertThat(refused.text()).doesNotContain("Win.Test.X");
    assertThat(output).contains("Win.Test.X");
    assertThat(rows()).isEqualTo(rows);
    assertThat(files()).isEqualTo(files);
    assertThat(get(port, "/actuator/prometheus").text())
        .contains("upload_scan_seconds_count{", "outcome=\"found\"", "reason=\"content-refused\"");
  }

  @Test
  void takesNothingWithoutAVerdict() throws Exception {
    long rows = rows();
    long files = files();
    CLAMD.fallSilent(true);
    try {
      Answer refused = upload(port, JPEG);
      assertThat(refused.problem(503, "scanner-unavailable").get("category").asString())
          .isEqualTo("dependency");
      assertThat(refused.header("Retry-After")).isPresent();
    } finally {
      CLAMD.fallSilent(false);
    }
    assertThat(rows()).isEqualTo(rows);
    assertThat(files()).isEqualTo(files);
    assertThat(upload(port, JPEG).status()).isEqualTo(201);
  }
}
