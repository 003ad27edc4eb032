package dev.belay.upload;

import static dev.belay.upload.Answer.KEY;
import static dev.belay.upload.Answer.get;
import static dev.belay.upload.Answer.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.belay.images.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Requests that nobody sends who means well, on the wire. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "API_KEY=gpu-key",
      "upload.api-keys=" + Answer.KEY_SHA256,
      "upload.store.min-free=0",
      "server.tomcat.connection-timeout=1s"
    })
class HostileUploadTest {

  private static final int MUTATIONS = 400;
  private static final byte[] JPEG = Pictures.jpeg(Pictures.quarters(80, 60));
  private static final byte[] LARGE = Pictures.jpeg(Pictures.noise(1200, 900, 7));
  private static final String PART = "name=\"file\"; filename=\"f.jpg\"";

  @TempDir static Path directory;

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Databases.Prepared database = Databases.prepared();
    registry.add("upload.store.directory", HostileUploadTest::store);
    registry.add("server.tomcat.basedir", () -> directory.resolve("tomcat"));
    registry.add("spring.datasource.url", database::url);
    registry.add("spring.datasource.username", database::user);
    registry.add("spring.flyway.url", database::url);
    registry.add("spring.flyway.user", database::owner);
  }

  private static Path store() {
    return directory.resolve("uploads");
  }

  private long rows() {
    return jdbc.sql("select count(*) from uploaded_files").query(Long.class).single();
  }

  /** What is being received, by us and by the container. */
  private static long temporary() throws IOException {
    long files = 0;
    for (Path each : new Path[] {store().resolve("staging"), directory.resolve("tomcat")}) {
      if (Files.isDirectory(each)) {
        try (Stream<Path> all = Files.walk(each)) {
          files += all.filter(Files::isRegularFile).count();
        }
      }
    }
    return files;
  }

  private static byte[] body(byte[] content, String... parts) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String part : parts) {
      body.write(
          ("--bound\r\nContent-Disposition: form-data; " + part + "\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      body.write(content);
      body.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    body.write("--bound--\r\n".getBytes(StandardCharsets.US_ASCII));
    return body.toByteArray();
  }

  private static byte[] head(int length) {
    return ("POST /api/v1/upload/image HTTP/1.1\r\nHost: localhost\r\nX-API-Key: %s\r\n"
            + "Connection: close\r\nContent-Type: multipart/form-data; boundary=bound\r\n"
            + "Content-Length: %d\r\n\r\n")
        .formatted(KEY, length)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** The whole answer to what is sent as it is; empty if there is none. */
  private String answered(byte[] head, byte[] body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(head);
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      return read(socket.getInputStream());
    } catch (IOException cutOff) {
      return "";
    }
  }

  private static String read(InputStream in) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      in.transferTo(answer);
    } catch (IOException cutOff) {
      // What came before counts.
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  @Test
  void neverFailsWhateverIsWrongWithAForm() throws IOException {
    byte[] right = body(JPEG, PART);
    for (int seed = 0; seed < MUTATIONS; seed++) {
      Random random = new Random(seed);
      byte[] wrong = mutated(right, random);
      int told = random.nextInt(10) == 0 ? random.nextInt(2 * wrong.length) : wrong.length;
      // Fewer bytes than were told end by a time-out, which another test waits for.
      String answer = answered(head(Math.min(told, wrong.length)), wrong);
      assertThat(answer.lines().findFirst().orElse("HTTP/1.1 400"))
          .as("seed %d", seed)
          .matches("HTTP/1.1 (201|4[0-9][0-9]).*");
    }
    await().untilAsserted(() -> assertThat(temporary()).isZero());
    assertThat(upload(port, JPEG).status()).isEqualTo(201);
  }

  private static byte[] mutated(byte[] right, Random random) {
    byte[] wrong = right.clone();
    // Half of the damage to the words around the picture, which are parsed.
    int reach = random.nextBoolean() ? 120 : wrong.length;
    for (int i = random.nextInt(1, 10); i > 0; i--) {
      wrong[random.nextInt(reach)] = (byte) random.nextInt();
    }
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(wrong, random.nextInt(1, wrong.length));
      case 1 -> Arrays.copyOfRange(wrong, random.nextInt(wrong.length), wrong.length);
      default -> wrong;
    };
  }

  @Test
  void leavesNothingOfACallerWhoIsGoneInTheMiddle() throws IOException {
    long before = rows();
    for (int i = 0; i < 5; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        byte[] body = body(LARGE, PART);
        socket.getOutputStream().write(head(body.length));
        socket.getOutputStream().write(body, 0, body.length / 2);
        socket.getOutputStream().flush();
      }
    }
    await().untilAsserted(() -> assertThat(temporary()).isZero());
    assertThat(rows()).isEqualTo(before);
  }

  @Test
  void endsABodyThatDoesNotGoOn() throws IOException {
    byte[] body = body(LARGE, PART);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(head(body.length));
      socket.getOutputStream().write(body, 0, body.length / 2);
      socket.getOutputStream().flush();
      assertThat(read(socket.getInputStream())).startsWith("HTTP/1.1 4").doesNotContain("/tmp/");
    }
    await().untilAsserted(() -> assertThat(temporary()).isZero());
  }

  @Test
  void refusesTwoFilesInOneForm() throws IOException {
    long before = rows();
    byte[] body = body(JPEG, PART, PART);
    assertThat(answered(head(body.length), body))
        .startsWith("HTTP/1.1 400")
        .contains("urn:belay:problem:several-files", "'file'");
    assertThat(rows()).isEqualTo(before);
  }

  @Test
  void takesAPolyglotForTheImageThatItIsAndKeepsTheRestOutOfWhatItMakes() throws IOException {
    String page = "<html><script>alert(1)</script></html>PK\u0003\u0004";
    ByteArrayOutputStream polyglot = new ByteArrayOutputStream();
    polyglot.write(JPEG);
    polyglot.write(page.getBytes(StandardCharsets.UTF_8));
    JsonNode json = upload(port, polyglot.toByteArray()).json();
    for (String part : new String[] {"main", "thumbnail"}) {
      assertThat(get(port, json.get(part).get("url").asString()).text()).doesNotContain("script");
    }
    Answer original = get(port, "/api/v1/files/" + json.get("id").asString() + "/original");
    assertThat(original.header("Content-Type")).contains("image/jpeg");
    assertThat(original.header("X-Content-Type-Options")).contains("nosniff");
  }

  @Test
  void cutsLongNamesAndKeepsForeignOnes() throws IOException {
    byte[] longest = body(JPEG, "name=\"file\"; filename=\"" + "x".repeat(4096) + ".jpg\"");
    assertThat(answered(head(longest.length), longest))
        .startsWith("HTTP/1.1 201")
        .contains("\"fileName\":\"" + "x".repeat(200) + "\"");
    byte[] foreign = body(JPEG, "name=\"file\"; filename=\"..\\\\フォト🌊\u202egpj.jpg\"");
    assertThat(answered(head(foreign.length), foreign))
        .startsWith("HTTP/1.1 201")
        .contains("フォト🌊gpj.jpg")
        .doesNotContain("\u202e");
  }

  @Test
  void saysThatTheStoreIsFullAndGoesOnWhenItIsNot() throws Exception {
    long before = rows();
    Path staging = store().resolve("staging");
    Files.createDirectories(staging);
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", staging.toString()))
        .as("a small file system can be mounted here")
        .isZero();
    try {
      Answer full = upload(port, LARGE);
      full.problem(507, "store-full");
      assertThat(rows()).isEqualTo(before);
      assertThat(staging).isEmptyDirectory();
    } finally {
      assertThat(run("umount", staging.toString())).isZero();
    }
    assertThat(upload(port, LARGE).status()).isEqualTo(201);
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
