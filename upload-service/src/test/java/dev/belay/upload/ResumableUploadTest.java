package dev.belay.upload;

import static dev.belay.upload.Answer.KEY;
import static dev.belay.upload.Answer.get;
import static dev.belay.upload.Answer.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.images.Pictures;
import dev.belay.upload.intake.Sweep;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Uploads in pieces, as tus clients send them. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "API_KEY=gpu-key",
      "upload.api-keys=" + Answer.KEY_SHA256,
      "upload.image.max-bytes=1MB",
      "upload.resumable.max-unfinished=3",
      "upload.cors.allowed-origins=https://shop.example"
    })
class ResumableUploadTest {

  private static final String PATH = "/api/v1/upload/resumable";
  private static final byte[] JPEG = Pictures.jpeg(Pictures.quarters(800, 600));
  private static final int HALF = JPEG.length / 2;

  @TempDir static Path store;

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired Sweep sweep;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Databases.Prepared database = Databases.prepared();
    registry.add("upload.store.directory", () -> store.resolve("uploads"));
    registry.add("spring.datasource.url", database::url);
    registry.add("spring.datasource.username", database::user);
    registry.add("spring.flyway.url", database::url);
    registry.add("spring.flyway.user", database::owner);
  }

  private HttpRequest.Builder tus(String path) {
    return request(port, path).header("X-API-Key", KEY).header("Tus-Resumable", "1.0.0");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private Answer begin(long length) {
    return Answer.to(
        tus(PATH)
            .header("Upload-Length", Long.toString(length))
            .header(
                "Upload-Metadata",
                "filename " + base64("Strand.jpg") + ",filetype " + base64("image/jpeg"))
            .POST(BodyPublishers.noBody()));
  }

  private String begun(long length) {
    Answer created = begin(length);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created.header("Location").orElseThrow();
  }

  private Answer piece(String upload, int from, int to, String... headers) {
    return piece(upload, from, Arrays.copyOfRange(JPEG, from, to), headers);
  }

  private Answer piece(String upload, int from, byte[] content, String... headers) {
    HttpRequest.Builder request =
        tus(upload)
            .header("Upload-Offset", Integer.toString(from))
            .header("Content-Type", "application/offset+octet-stream")
            .method("PATCH", BodyPublishers.ofByteArray(content));
    return Answer.to(headers.length == 0 ? request : request.headers(headers));
  }

  private Answer at(String upload) {
    return Answer.to(tus(upload).method("HEAD", BodyPublishers.noBody()));
  }

  private long offset(String upload) {
    return Long.parseLong(at(upload).header("Upload-Offset").orElseThrow());
  }

  private Answer remove(String upload) {
    return Answer.to(tus(upload).DELETE());
  }

  private static long spooled() throws IOException {
    Path directory = store.resolve("uploads/resumable");
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }

  @Test
  void saysWhatItCan() {
    Answer offers = Answer.to(request(port, PATH).method("OPTIONS", BodyPublishers.noBody()));
    assertThat(offers.status()).isEqualTo(204);
    assertThat(offers.header("Tus-Version")).contains("1.0.0");
    assertThat(offers.header("Tus-Extension")).contains("creation,expiration,checksum,termination");
    assertThat(offers.header("Tus-Max-Size")).contains("1048576");
    Answer preflight =
        Answer.to(
            request(port, PATH + "/x")
                .header("Origin", "https://shop.example")
                .header("Access-Control-Request-Method", "PATCH")
                .header("Access-Control-Request-Headers", "upload-offset,tus-resumable")
                .method("OPTIONS", BodyPublishers.noBody()));
    assertThat(preflight.status()).isEqualTo(200);
  }

  @Test
  void makesAnUploadOfItsPieces() throws Exception {
    long before = spooled();
    String upload = begun(JPEG.length);
    assertThat(offset(upload)).isZero();

    Answer first = piece(upload, 0, HALF);

    assertThat(first.status()).as(first.text()).isEqualTo(204);
    assertThat(first.header("Upload-Offset")).contains(Integer.toString(HALF));
    assertThat(first.header("Upload-Expires")).isPresent();
    assertThat(first.header("Content-Location")).isEmpty();

    Answer last = piece(upload, HALF, JPEG.length);

    assertThat(last.status()).as(last.text()).isEqualTo(204);
    String file = last.header("Content-Location").orElseThrow();
    assertThat(get(port, file + "/original").body()).isEqualTo(JPEG);
    assertThat(get(port, file).json().get("fileName").asString()).isEqualTo("Strand.jpg");
    assertThat(spooled()).isEqualTo(before);
    // A caller who did not see the last answer learns of it, however often it asks.
    assertThat(at(upload).header("Content-Location")).contains(file);
    assertThat(piece(upload, JPEG.length, new byte[0]).header("Content-Location")).contains(file);
  }

  @Test
  void completesWhatAKillLeftWithAllItsBytes() {
    String upload = begun(JPEG.length);
    String file = piece(upload, 0, JPEG.length).header("Content-Location").orElseThrow();
    String other = begun(JPEG.length);
    piece(other, 0, HALF);
    // As if the process had ended after the last byte was counted and before anything came of it.
    jdbc.sql(
            "update resumable_uploads set received = length, file_id = null, writer = null"
                + " where id = cast(? as uuid)")
        .param(id(other))
        .update();
    spool(other);

    String completed = at(other).header("Content-Location").orElseThrow();

    assertThat(completed).isNotEqualTo(file);
    assertThat(get(port, completed + "/original").body()).isEqualTo(JPEG);
    // As if it had ended after the upload was recorded and before its row said so.
    jdbc.sql("update resumable_uploads set file_id = null where id = cast(? as uuid)")
        .param(id(other))
        .update();
    spool(other);
    assertThat(at(other).header("Content-Location")).contains(completed);
  }

  private static String id(String upload) {
    return upload.substring(upload.lastIndexOf('/') + 1);
  }

  private static void spool(String upload) {
    try {
      Files.write(store.resolve("uploads/resumable").resolve(id(upload)), JPEG);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void keepsWhatCameBeforeTheConnectionDied() throws Exception {
    String upload = begun(JPEG.length);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      half(socket, upload);
    }
    await().until(() -> offset(upload) == HALF);
    assertThat(piece(upload, HALF, JPEG.length).header("Content-Location")).isPresent();
  }

  @Test
  void goesOnWhileADeadConnectionStillHoldsTheUpload() throws Exception {
    String upload = begun(JPEG.length);
    try (Socket dead = new Socket(InetAddress.getLoopbackAddress(), port)) {
      half(dead, upload);
      // Not closed: as far as the service can tell, more may come.
      await()
          .until(() ->
              Files.exists(store.resolve("uploads/resumable").resolve(id(upload)))
                  && Files.size(store.resolve("uploads/resumable").resolve(id(upload))) == HALF);
      long from = offset(upload);
      Answer last = piece(upload, (int) from, JPEG.length);
      assertThat(last.status()).as(last.text()).isEqualTo(204);
      String file = last.header("Content-Location").orElseThrow();
      assertThat(get(port, file + "/original").body()).isEqualTo(JPEG);
    }
  }

  private void half(Socket socket, String upload) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(
        ("PATCH %s HTTP/1.1\r\nHost: localhost\r\nX-API-Key: %s\r\nTus-Resumable: 1.0.0\r\n"
                + "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n"
                + "Content-Length: %d\r\n\r\n")
            .formatted(upload, KEY, JPEG.length)
            .getBytes(StandardCharsets.US_ASCII));
    out.write(JPEG, 0, HALF);
    out.flush();
  }

  @Test
  void refusesAPieceThatIsNotTheNext() {
    String upload = begun(JPEG.length);
    piece(upload, 0, HALF);
    assertThat(
            piece(upload, 0, JPEG.length)
                .problem(409, "upload-offset")
                .get("expectedOffset")
                .asInt())
        .isEqualTo(HALF);
    assertThat(offset(upload)).isEqualTo(HALF);
    remove(upload);
  }

  @Test
  void comparesChecksums() throws Exception {
    String upload = begun(JPEG.length);
    byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(Arrays.copyOf(JPEG, HALF));
    String right = "sha1 " + Base64.getEncoder().encodeToString(sha1);

    piece(upload, 0, JPEG.length, "Upload-Checksum", right).problem(460, "checksum-mismatch");
    assertThat(offset(upload)).isZero();
    piece(upload, 0, HALF, "Upload-Checksum", "md5 AAAA").problem(400, "malformed-checksum");
    assertThat(piece(upload, 0, HALF, "Upload-Checksum", right).status()).isEqualTo(204);
    assertThat(offset(upload)).isEqualTo(HALF);
    remove(upload);
  }

  @Test
  void namesItsLimits() {
    assertThat(begin(2_000_000).problem(413, "upload-too-large").get("actualBytes").asInt())
        .isEqualTo(2_000_000);
    Answer.to(tus(PATH).POST(BodyPublishers.noBody())).problem(400, "upload-length-required");
    Answer.to(
            tus(PATH)
                .header("Upload-Length", "5")
                .header("Upload-Metadata", "filename ???")
                .POST(BodyPublishers.noBody()))
        .problem(400, "malformed-metadata");
    Answer.to(
            request(port, PATH)
                .header("X-API-Key", KEY)
                .header("Upload-Length", "5")
                .POST(BodyPublishers.noBody()))
        .problem(412, "tus-version");
    Answer.to(request(port, PATH).header("Upload-Length", "5").POST(BodyPublishers.noBody()))
        .problem(401, "api-key-refused");
    Answer.to(
            tus(PATH)
                .header("Upload-Length", "5")
                .header("Upload-Metadata", "cutout " + base64("true"))
                .POST(BodyPublishers.noBody()))
        .problem(400, "cutout-not-offered");
    Answer unwanted =
        Answer.to(
            tus(PATH)
                .header("Upload-Length", "5")
                .header("Upload-Metadata", "effects " + base64("x".repeat(1_000)))
                .POST(BodyPublishers.noBody()));
    assertThat(unwanted.status()).as(unwanted.text()).isEqualTo(201);
    remove(unwanted.header("Location").orElseThrow());
    String upload = begun(10);
    piece(upload, 0, HALF).problem(413, "piece-too-long");
    assertThat(offset(upload)).isZero();
    remove(upload);
  }

  @Test
  void boundsWhatAKeyMayHaveUnfinished() {
    String[] begun = {begun(10), begun(10), begun(10)};
    begin(10).problem(429, "too-many-unfinished");
    for (String upload : begun) {
      assertThat(remove(upload).status()).isEqualTo(204);
      assertThat(at(upload).status()).isEqualTo(404);
    }
  }

  @Test
  void leavesNothingOfWhatIsNoImage() throws Exception {
    long before = spooled();
    String upload = begun(20);
    piece(upload, 0, "no image whatsoever!".getBytes(StandardCharsets.US_ASCII))
        .problem(415, "not-an-image");
    assertThat(at(upload).status()).isEqualTo(404);
    assertThat(spooled()).isEqualTo(before);
  }

  @Test
  void forgetsWhatNobodyGoesOnWith() throws Exception {
    String upload = begun(JPEG.length);
    piece(upload, 0, HALF);
    jdbc.sql(
            "update resumable_uploads set expires_at = now() - interval '1 second'"
                + " where id = cast(? as uuid)")
        .param(id(upload))
        .update();
    piece(upload, HALF, JPEG.length).problem(410, "upload-expired");

    sweep.run();

    assertThat(at(upload).status()).isEqualTo(404);
    assertThat(store.resolve("uploads/resumable").resolve(id(upload))).doesNotExist();
  }
}
