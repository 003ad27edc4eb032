package dev.belay.controlplane.local.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.catalog.SecretReference;
import dev.belay.controlplane.catalog.SecretReferences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferredSecretsTest {

  @TempDir Path directory;
  private ReferredSecrets secrets;

  @BeforeEach
  void open() {
    secrets = new ReferredSecrets(directory, Map.of("DB_PASSWORD", "from the environment"));
  }

  @Test
  void looksUpEachFormAnewAtEachLaunch() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "first\n");
    var references =
        new SecretReferences(
            Map.of(
                "A", SecretReference.parse("file:" + file),
                "B", SecretReference.parse("env:DB_PASSWORD"),
                "C", SecretReference.parse("secret:token")));
    assertThat(secrets.of(references))
        .isEqualTo(Map.of("A", "first", "B", "from the environment", "C", "first"));

    Files.writeString(file, "rotated\r\n");

    assertThat(secrets.of(references)).containsEntry("A", "rotated").containsEntry("C", "rotated");
  }

  @Test
  void namesTheSecretThatIsNotThereAndWhy() throws IOException {
    Files.write(directory.resolve("huge"), new byte[ReferredSecrets.MAX_BYTES + 1]);
    Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    refused("secret:absent").hasMessageContaining("no such file");
    refused("env:ABSENT").hasMessageContaining("without ABSENT");
    refused("file:" + directory).hasMessageContaining("not a file");
    refused("secret:huge").hasMessageContaining("65536 bytes");
    refused("secret:binary").hasMessageContaining("UTF-8");
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(String reference) {
    return assertThatThrownBy(() -> secrets.of(references(reference)))
        .isInstanceOf(LaunchException.class)
        .hasMessageStartingWith("API_TOKEN refers to the ")
        .hasMessageContaining(reference.substring(reference.indexOf(':') + 1));
  }

  @Test
  void whatIsNotThereNeedNotBeTakenOutOfLogs() throws IOException {
    Files.writeString(directory.resolve("token"), "to be hidden");
    assertThat(secrets.available(references("secret:absent"))).isEmpty();
    assertThat(secrets.available(references("secret:token"))).containsExactly("to be hidden");
  }

  @Test
  void aReferenceThatIsTheSecretItselfIsRefusedWithoutRepeatingIt() {
    for (String pasted : new String[] {"hunter2", "secret:hunter2/..", "file:hunter2", "env:1 2"}) {
      assertThatThrownBy(() -> SecretReference.parse(pasted))
          .hasMessageContaining("file:/absolute/path")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void showsNoEnvironment() {
    assertThat(secrets.toString()).doesNotContain("from the environment");
  }

  private static SecretReferences references(String reference) {
    return new SecretReferences(Map.of("API_TOKEN", SecretReference.parse(reference)));
  }
}
