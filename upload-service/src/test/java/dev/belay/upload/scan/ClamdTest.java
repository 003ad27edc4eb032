package dev.belay.upload.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.upload.scan.ContentScan.ScanFailedException;
import dev.belay.upload.scan.ContentScan.Verdict;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol, against a server that speaks it over real sockets. */
class ClamdTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory;
  private FakeClamd server = new FakeClamd();

  @AfterEach
  void stop() {
    server.close();
  }

  private Clamd clamd(Duration timeout) {
    return new Clamd(new ScanSettings(server.address(), true, timeout, 2));
  }

  private Path file(byte[] content) throws Exception {
    return Files.write(directory.resolve("content"), content);
  }

  private static byte[] random(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 3_000_000})
  void sendsTheWholeContentInChunks(int length) throws Exception {
    byte[] content = random(length);
    assertThat(clamd(LONG).scan(file(content))).isEqualTo(new Verdict.Clean());
    assertThat(server.streams()).hasSize(1);
    assertThat(server.streams().getFirst()).isEqualTo(content);
  }

  @Test
  void namesWhatWasFound() throws Exception {
    byte[] bad = ("GIF89a" + FakeClamd.BAD).getBytes(StandardCharsets.US_ASCII);
    assertThat(clamd(LONG).scan(file(bad))).isEqualTo(new Verdict.Found("Win.Test.X"));
  }

  @Test
  void asksOverAUnixSocketToo() throws Exception {
    server.close();
    server = new FakeClamd(UnixDomainSocketAddress.of(directory.resolve("clamd.ctl")));
    assertThat(clamd(LONG).scan(file(random(100_000)))).isEqualTo(new Verdict.Clean());
    assertThat(server.address()).startsWith("unix:/");
  }

  @Test
  void understandsThatItIsMoreThanIsRead() throws Exception {
    server.readNoMoreThan(100_000);
    assertThat(clamd(LONG).scan(file(random(120_000)))).isEqualTo(new Verdict.TooLarge());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"stream: Can't allocate memory ERROR", "OK", "UNKNOWN COMMAND", "stream: FOUND"})
  void takesNothingElseForAVerdict(String answer) throws Exception {
    server.answer(answer);
    Path content = file(random(10));
    assertThatThrownBy(() -> clamd(LONG).scan(content)).isInstanceOf(ScanFailedException.class);
  }

  @Test
  void readsNoAnswerWithoutEnd() throws Exception {
    server.answer("stream: " + "x".repeat(5_000));
    Path content = file(random(10));
    assertThatThrownBy(() -> clamd(LONG).scan(content)).hasMessageContaining("too long");
  }

  @Test
  void waitsNoLongerThanItMay() throws Exception {
    server.fallSilent(true);
    // More than sockets hold, so that writing waits too.
    Path content = file(random(20 << 20));
    assertThatThrownBy(() -> clamd(Duration.ofMillis(300)).scan(content))
        .isInstanceOf(ScanFailedException.class)
        .hasMessageContaining("no answer within 300 ms");
  }

  @Test
  void saysThatNobodyIsThere() throws Exception {
    server.close();
    Path content = file(random(10));
    Clamd nobody = new Clamd(new ScanSettings("127.0.0.1:1", true, LONG, 2));
    assertThatThrownBy(() -> nobody.scan(content)).isInstanceOf(ScanFailedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"clamd", "host:99999", "unix:relative", "http://h:1/"})
  void refusesWhatIsNoAddress(String address) {
    assertThatThrownBy(() -> new ScanSettings(address, true, LONG, 2))
        .hasMessageContaining("upload.scan.clamd");
  }
}
