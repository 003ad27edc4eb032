package dev.belay.upload;

import static dev.belay.upload.Answer.KEY;
import static dev.belay.upload.Answer.get;
import static dev.belay.upload.Answer.request;
import static dev.belay.upload.Answer.upload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.images.Pictures;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** The whole service against a real PostgreSQL, where its own role may not change the schema. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "API_KEY=gpu-key",
      "belay.service=upload-service",
      "belay.revision=r7",
      "belay.instance=upload-service-r7-0",
      "upload.api-keys=" + Answer.KEY_SHA256,
      "upload.image.max-bytes=3MB",
      "upload.image.max-frames=3",
      "upload.cors.allowed-origins=https://shop.example"
    })
@ExtendWith(OutputCaptureExtension.class)
class UploadServiceTest {

  @TempDir static Path store;

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Databases.Prepared database = Databases.prepared();
    registry.add("upload.store.directory", () -> store.resolve("uploads"));
    registry.add("spring.datasource.url", database::url);
    registry.add("spring.datasource.username", database::user);
    registry.add("spring.datasource.password", () -> "");
    registry.add("spring.flyway.enabled", () -> "true");
    registry.add("spring.flyway.url", database::url);
    registry.add("spring.flyway.user", database::owner);
    registry.add("spring.flyway.password", () -> "");
  }

  private static final byte[] JPEG = Pictures.jpeg(Pictures.quarters(800, 600));

  private static HttpRequest.Builder withKey(HttpRequest.Builder request) {
    return request.header("X-API-Key", KEY);
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  @Test
  void storesAJpegAndServesItsMetadataAndImages() throws Exception {
    byte[] photo =
        Pictures.jpegWithExif(
            Pictures.jpeg(Pictures.quarters(2400, 1200)), 6, ByteOrder.BIG_ENDIAN);
    Answer created = upload(port, photo);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    JsonNode json = created.json();
    String path = "/api/v1/files/" + json.get("id").asString();
    assertThat(created.header("Location")).contains(path);
    assertThat(json.get("sha256").asString()).isEqualTo(sha256(photo));
    assertThat(json.get("contentType").asString()).isEqualTo("image/jpeg");
    assertThat(json.get("bytes").asInt()).isEqualTo(photo.length);
    assertThat(json.get("width").asInt()).isEqualTo(1200);
    assertThat(json.get("height").asInt()).isEqualTo(2400);
    assertThat(json.get("main").get("width").asInt()).isEqualTo(800);
    assertThat(json.get("thumbnail").get("height").asInt()).isEqualTo(320);
    assertThat(json.has("notes")).isFalse();

    assertThat(get(port, path).json()).isEqualTo(json);
    assertThat(get(port, path + "/original").body()).isEqualTo(photo);
    for (String rendition : List.of("main", "thumbnail")) {
      Answer image = get(port, json.get(rendition).get("url").asString());
      assertThat(image.status()).isEqualTo(200);
      assertThat(image.header("Content-Type")).contains("image/jpeg");
      assertThat(image.header("X-Content-Type-Options")).contains("nosniff");
      assertThat(image.header("Cache-Control")).contains("max-age=31536000, public, immutable");
      assertThat(image.header("ETag")).contains('"' + sha256(image.body()) + '"');
      assertThat(image.body()).hasSize(json.get(rendition).get("bytes").asInt());
      assertThat(Pictures.decode(image.body()).getWidth())
          .isEqualTo(json.get(rendition).get("width").asInt());
    }
  }

  @Test
  void answersConditionalAndPartialReads() {
    String main = upload(port, JPEG).json().get("main").get("url").asString();
    Answer whole = get(port, main);
    String etag = whole.header("ETag").orElseThrow();
    Answer unchanged = get(port, main, "If-None-Match", etag);
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(unchanged.body()).isEmpty();
    assertThat(unchanged.header("ETag")).contains(etag);
    assertThat(get(port, main, "If-None-Match", "\"other\"").status()).isEqualTo(200);
    Answer part = get(port, main, "Range", "bytes=0-9");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOf(whole.body(), 10));
    Answer head = Answer.to(request(port, main).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("ETag")).contains(etag);
  }

  @Test
  void storesPngAndWebpByTheirContent() {
    JsonNode png = upload(port, Pictures.png(Pictures.disc(400))).json();
    assertThat(png.get("contentType").asString()).isEqualTo("image/png");
    assertThat(png.get("main").get("contentType").asString()).isEqualTo("image/webp");
    JsonNode webp = upload(port, Pictures.webp(Pictures.quarters(400, 300), false)).json();
    assertThat(webp.get("contentType").asString()).isEqualTo("image/webp");
    assertThat(webp.get("main").get("contentType").asString()).isEqualTo("image/jpeg");
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "thumbnail"})
  void answersInWebpWhereAcceptNamesIt(String part) {
    byte[] photo = Pictures.jpegWithExif(JPEG, 6, ByteOrder.BIG_ENDIAN);
    JsonNode json = upload(port, photo).json();
    String path = json.get(part).get("url").asString();

    Answer webp = get(port, path, "Accept", "image/avif,image/webp,*/*;q=0.8");

    assertThat(webp.status()).isEqualTo(200);
    assertThat(webp.header("Content-Type")).contains("image/webp");
    assertThat(webp.response().headers().allValues("Vary")).contains("Accept");
    assertThat(new String(webp.body(), 8, 4, StandardCharsets.US_ASCII)).isEqualTo("WEBP");
    assertThat(new String(webp.body(), StandardCharsets.ISO_8859_1)).doesNotContain("Exif", "EXIF");
    var seen = Pictures.decode(webp.body());
    assertThat(seen.getWidth()).isEqualTo(json.get(part).get("width").asInt());
    assertThat(seen.getHeight()).isEqualTo(json.get(part).get("height").asInt());
    String etag = webp.header("ETag").orElseThrow();
    Answer same = get(port, path, "Accept", "image/webp", "If-None-Match", etag);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.response().headers().allValues("Vary")).contains("Accept");
    for (String accept :
        new String[] {"*/*", "image/jpeg,image/webp;q=0.5", "image/webp;q=0", "?"}) {
      Answer jpeg = get(port, path, "Accept", accept);
      assertThat(jpeg.header("Content-Type")).as(accept).contains("image/jpeg");
      assertThat(jpeg.header("ETag")).as(accept).isNotEqualTo(webp.header("ETag"));
      assertThat(jpeg.response().headers().allValues("Vary")).as(accept).contains("Accept");
    }
  }

  @Test
  void storesTheFirstFrameOfAGif() {
    byte[] gif = Pictures.gif(200, 100, Pictures.quarters(200, 100), Pictures.quarters(200, 100));
    JsonNode json = upload(port, gif).json();
    assertThat(json.get("contentType").asString()).isEqualTo("image/gif");
    assertThat(json.get("main").get("contentType").asString()).isEqualTo("image/jpeg");
    assertThat(json.get("main").get("width").asInt()).isEqualTo(200);
    String original = "/api/v1/files/" + json.get("id").asString() + "/original";
    assertThat(get(port, original).body()).isEqualTo(gif);
  }

  @Test
  void refusesAnAnimationOfTooManyFrames() {
    var frame = Pictures.quarters(20, 10);
    JsonNode problem =
        upload(port, Pictures.gif(20, 10, frame, frame, frame, frame))
            .problem(422, "too-many-frames");
    assertThat(problem.get("detail").asString())
        .contains("4 frames", "3 (upload.image.max-frames)");
    assertThat(problem.get("limitFrames").asInt()).isEqualTo(3);
  }

  @Test
  void tellsWhereDeclarationsContradictTheContent() {
    String part = "name=\"file\"; filename=\"../../x.gif\"\r\nContent-Type: image/png";
    Answer created = Answer.to(withKey(upload(port, part, JPEG)));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json().get("fileName").asString()).isEqualTo("x.gif");
    assertThat(created.json().get("notes")).hasSize(2);
    assertThat(created.text()).contains("Declared as image/png, but the content is image/jpeg.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-API-Key: test-key", "Authorization: Bearer test-key"})
  void takesTheKeyInEitherHeader(String header) {
    String[] parts = header.split(": ", 2);
    var request = upload(port, "name=\"file\"; filename=\"f\"", JPEG).header(parts[0], parts[1]);
    assertThat(Answer.to(request).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "X-API-Key, wrong",
    "X-API-Key, 62af8704764faf8ea82fc61ce9c4c3908b6cb97d463a634e9e587d7c885db0ef",
    "Authorization, Basic dGVzdC1rZXk=",
    "Authorization, Bearer",
    "X-Other, test-key"
  })
  void refusesEveryoneElse(String header, String value) {
    var request = upload(port, "name=\"file\"; filename=\"f\"", JPEG).header(header, value);
    Answer refused = Answer.to(request);
    refused.problem(401, "api-key-refused");
    assertThat(refused.header("WWW-Authenticate")).isPresent();
    assertThat(refused.text()).doesNotContain("test-key", "wrong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/%75pload/image",
        "/api/v1/upload;x=1/image",
        "//api/v1/upload/image",
        "/api/v1/./upload/image"
      })
  void isNotFooledByOtherSpellingsOfThePath(String path) {
    var request =
        request(port, path)
            .header("Content-Type", "multipart/form-data; boundary=bound")
            .POST(BodyPublishers.ofString("--bound--"));
    assertThat(Answer.to(request).status()).isIn(400, 401, 404);
  }

  @Test
  void tellsBothValuesWhenTheContentIsNoImage() {
    String part = "name=\"file\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg";
    JsonNode problem =
        Answer.to(withKey(upload(port, part, "%PDF-1.7 not an image".getBytes())))
            .problem(415, "not-an-image");
    assertThat(problem.get("declared").asString()).isEqualTo("image/jpeg");
    assertThat(problem.get("foundBytes").asString()).isEqualTo("255044462d312e37");
    assertThat(problem.get("retryable").asBoolean()).isFalse();
  }

  @Test
  void namesTheLimitTheActualAndTheSettingWhenThereAreTooManyBytes() {
    byte[] large = Arrays.copyOf(JPEG, 4 << 20);
    JsonNode early = upload(port, large).problem(413, "upload-too-large");
    assertThat(early.get("limitBytes").asInt()).isEqualTo(3 << 20);
    assertThat(early.get("actualBytes").asInt()).isGreaterThan(4 << 20);
    assertThat(early.get("detail").asString()).contains("3145728 (upload.image.max-bytes)");
    var chunked =
        withKey(request(port, "/api/v1/upload/image"))
            .header("Content-Type", "multipart/form-data; boundary=bound")
            .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)));
    assertThat(Answer.to(chunked).status()).isIn(400, 413);
    JsonNode atTheEdge =
        upload(port, Arrays.copyOf(JPEG, (3 << 20) + 1)).problem(413, "upload-too-large");
    assertThat(atTheEdge.get("setting").asString()).isEqualTo("upload.image.max-bytes");
  }

  @Test
  void refusesABombByItsHeader() {
    JsonNode problem =
        upload(port, Pictures.pngClaiming(30_000, 30_000)).problem(422, "too-many-pixels");
    assertThat(problem.get("detail").asString()).contains("900000000", "50000000");
    assertThat(problem.get("limitPixels").asLong()).isEqualTo(50_000_000);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.5, 0.95})
  void refusesTruncatedImages(double share) {
    for (byte[] whole :
        List.of(
            Pictures.jpeg(Pictures.noise(300, 300, 1)),
            Pictures.png(Pictures.noise(300, 300, 1)),
            Pictures.webp(Pictures.noise(300, 300, 1), false),
            Pictures.gif(300, 300, Pictures.noise(300, 300, 1)))) {
      upload(port, Arrays.copyOf(whole, (int) (whole.length * share)))
          .problem(422, "corrupt-image");
    }
  }

  @Test
  void refusesEmptyMissingAndMisplacedFiles() {
    upload(port, new byte[0]).problem(400, "empty-file");
    Answer missing = Answer.to(withKey(upload(port, "name=\"other\"; filename=\"f\"", JPEG)));
    assertThat(missing.status()).isEqualTo(400);
    assertThat(missing.text()).contains("'file'");
    Answer json =
        Answer.to(
            withKey(request(port, "/api/v1/upload/image"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
    assertThat(json.status()).isEqualTo(415);
    assertThat(get(port, "/api/v1/upload/image").status()).isEqualTo(405);
  }

  @Test
  void leavesNothingBehindOfRefusedUploads() {
    refusesABombByItsHeader();
    refusesTruncatedImages(0.5);
    assertThat(store.resolve("uploads/staging")).isEmptyDirectory();
  }

  @Test
  void tellsUnknownFromMalformedIds() {
    get(port, "/api/v1/files/0f8fad5b-d9cb-469f-a165-70867728950e").problem(404, "no-such-file");
    get(port, "/api/v1/files/0f8fad5b-d9cb-469f-a165-70867728950e/main")
        .problem(404, "no-such-file");
    get(port, "/api/v1/files/1-1-1-1-1").problem(400, "malformed-id");
    get(port, "/api/v1/files/a%20b").problem(400, "malformed-id");
    assertThat(get(port, "/api/v1/files/..%5c..%5cetc").status()).isEqualTo(400);
  }

  @Test
  void makesNoCutoutsWithoutAServiceThatMakesThem() {
    assertThat(upload(port, JPEG).json().has("job")).isFalse();
    var asked =
        upload(
            port,
            "name=\"cutout\"\r\n\r\ntrue\r\n--bound\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"f\"",
            JPEG);
    Answer.to(withKey(asked)).problem(400, "cutout-not-offered");
    assertThat(get(port, "/readyz").status()).isEqualTo(200);
  }

  @Test
  void recordsTheCorrelationId() {
    Answer created =
        Answer.to(
            withKey(upload(port, "name=\"file\"; filename=\"f\"", JPEG))
                .header("X-Correlation-Id", "order-77"));
    assertThat(created.header("X-Correlation-Id")).contains("order-77");
    String recorded =
        jdbc.sql("select correlation_id from uploaded_files where id = ?::uuid")
            .param(created.json().get("id").asString())
            .query(String.class)
            .single();
    assertThat(recorded).isEqualTo("order-77");
  }

  @Test
  void answersCorsOnSuccessOnErrorsAndOnRejections() {
    String origin = "https://shop.example";
    var preflight =
        request(port, "/api/v1/upload/image")
            .method("OPTIONS", BodyPublishers.noBody())
            .headers(
                "Origin", origin,
                "Access-Control-Request-Method", "POST",
                "Access-Control-Request-Headers", "x-api-key,x-correlation-id");
    assertThat(Answer.to(preflight).status()).isEqualTo(200);
    assertThat(Answer.to(preflight).header("Access-Control-Allow-Origin")).contains(origin);
    Answer unauthorized =
        Answer.to(upload(port, "name=\"file\"; filename=\"f\"", JPEG).header("Origin", origin));
    unauthorized.problem(401, "api-key-refused");
    assertThat(unauthorized.header("Access-Control-Allow-Origin")).contains(origin);
    assertThat(unauthorized.header("Access-Control-Expose-Headers").orElse(""))
        .contains("X-Correlation-Id");
    get(port, "/api/v1/files/x", "Origin", "https://evil.example").problem(403, "cors-refused");
  }

  @Test
  void takesManyUploadsAtOnce() throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers =
          IntStream.range(0, 30)
              .mapToObj(i ->
                  callers.submit(
                      () -> upload(port, Pictures.jpeg(Pictures.quarters(500 + i, 400)))))
              .toList();
      for (Future<Answer> answer : answers) {
        assertThat(answer.get().status()).as(answer.get().text()).isEqualTo(201);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "upload_stage_seconds_count stage=\"receive\"",
        "upload_stage_seconds_count stage=\"queue\"",
        "upload_stage_seconds_count stage=\"decode\"",
        "upload_stage_seconds_count stage=\"main\"",
        "upload_stage_seconds_count stage=\"thumbnail\"",
        "upload_stage_seconds_count stage=\"store\"",
        "upload_stage_seconds_count stage=\"record\"",
        "upload_bytes_sum ",
        "upload_pixels_sum ",
        "hikaricp_connections_max "
      })
  void measuresTheStepsOfAnUploadForItsRevision(String expected) {
    upload(port, JPEG);
    String[] nameAndLabel = expected.split(" ", 2);
    assertThat(get(port, "/actuator/prometheus").text().lines())
        .anySatisfy(line ->
            assertThat(line)
                .startsWith(nameAndLabel[0] + "{")
                .contains(nameAndLabel[1], "revision=\"r7\"")
                .doesNotEndWith(" 0.0"));
  }

  @Test
  void tellsEachStepWithItsCorrelationId(CapturedOutput output) {
    Answer created =
        Answer.to(
            withKey(upload(port, "name=\"file\"; filename=\"f\"", JPEG))
                .header("X-Correlation-Id", "steps-4711"));
    String id = created.json().get("id").asString();
    assertThat(output.getOut().lines().filter(line -> line.contains("Upload " + id)))
        .allMatch(line -> line.contains("[steps-4711]"))
        .extracting(line -> line.replaceFirst(".*Upload [0-9a-f-]{36} ([a-z-]+).*", "$1"))
        .containsExactly(
            "received", "sniffed", "decoded", "main-made", "thumbnail-made", "stored", "recorded");
  }

  @Test
  void isReadyByWritingAndSaysWhatItRuns() {
    JsonNode ready = get(port, "/readyz").json();
    assertThat(ready.get("status").asString()).isEqualTo("UP");
    assertThat(ready.get("components").propertyNames())
        .containsExactlyInAnyOrder("readinessState", "store", "db", "gpu");
    assertThat(
            jdbc.sql("select count(*) from readiness_probe where instance = 'upload-service-r7-0'")
                .query(Integer.class)
                .single())
        .isEqualTo(1);
    assertThat(get(port, "/livez").json().get("components").propertyNames())
        .containsExactly("livenessState");
    JsonNode info = get(port, "/actuator/info").json();
    assertThat(info.get("codecs").get(0).asString()).isEqualTo("skija");
    assertThat(info.get("belay").get("revision").asString()).isEqualTo("r7");
    assertThat(get(port, "/actuator/prometheus").text())
        .contains("upload_decoding_pixels", "revision=\"r7\"");
  }

  @Test
  void mayNotChangeTheSchema() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> jdbc.sql("create table forbidden (x int)").update())
        .hasRootCauseMessage("ERROR: permission denied for schema public\n  Position: 14");
  }
}
