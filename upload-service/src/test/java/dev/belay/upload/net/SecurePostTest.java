package dev.belay.upload.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a webhook over TLS is told: the one whose name it is, and nobody else at its address. */
class SecurePostTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path directory;
  private static HttpsServer server;
  private static SSLContext tls;

  @BeforeAll
  static void listen() throws Exception {
    tls = context(keys());
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(202, -1);
          }
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static KeyStore keys() throws Exception {
    Path file = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "hooks",
                "-dname",
                "CN=hooks.example",
                "-ext",
                "san=dns:hooks.example",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private static SSLContext context(KeyStore keys) throws Exception {
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry("hooks", keys.getCertificate("hooks"));
    var believed = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    believed.init(certificates);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), believed.getTrustManagers(), null);
    return context;
  }

  private static int send(Post post, String host) throws IOException {
    URI url = URI.create("https://" + host + ":" + server.getAddress().getPort() + "/");
    return post.send(url, InetAddress.getLoopbackAddress(), Map.of(), new byte[] {'{', '}'});
  }

  @Test
  void isToldWhoeverHasTheName() throws Exception {
    assertThat(send(new Post(LONG, LONG, tls.getSocketFactory()), "hooks.example")).isEqualTo(202);
  }

  @Test
  void isNotToldWhoeverHasAnotherName() {
    Post post = new Post(LONG, LONG, tls.getSocketFactory());
    assertThatThrownBy(() -> send(post, "other.example")).isInstanceOf(SSLException.class);
  }

  @Test
  void isNotToldWhoeverVouchesForItself() {
    assertThatThrownBy(() -> send(new Post(LONG, LONG), "hooks.example"))
        .isInstanceOf(SSLException.class);
  }
}
