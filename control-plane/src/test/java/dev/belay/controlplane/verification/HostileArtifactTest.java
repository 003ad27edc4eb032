package dev.belay.controlplane.verification;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real files that are made to harm whoever unpacks or reads them. */
class HostileArtifactTest {

  private static final byte[] MANIFEST =
      "Manifest-Version: 1.0\nMain-Class: Main\n".getBytes(UTF_8);
  private static final int MIB = 1 << 20;

  @TempDir private Path directory;

  private interface Content {
    void write(ZipOutputStream zip) throws IOException;
  }

  private Path jar(Content content) throws IOException {
    Path file = directory.resolve("app.jar");
    try (var zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      zip.setLevel(Deflater.BEST_SPEED);
      put(zip, "META-INF/MANIFEST.MF", MANIFEST);
      content.write(zip);
    }
    return file;
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  private static void zeros(ZipOutputStream zip, String name, int mebibytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    byte[] some = new byte[MIB];
    for (int i = 0; i < mebibytes; i++) {
      zip.write(some);
    }
    zip.closeEntry();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    var entry = new ZipEntry(name);
    var crc = new CRC32();
    crc.update(content);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] library(Content content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      put(zip, "Some.class", new byte[10]);
      content.write(zip);
    }
    return bytes.toByteArray();
  }

  /** Another size in the archive's own list than comes out. */
  private static void claim(Path jar, String name, int size) throws IOException {
    byte[] bytes = Files.readAllBytes(jar);
    ByteBuffer archive = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = bytes.length - 46; at >= 0; at--) {
      if (archive.getInt(at) == 0x02014b50
          && new String(bytes, at + 46, archive.getShort(at + 28), UTF_8).equals(name)) {
        archive.putInt(at + 24, size);
        Files.write(jar, bytes);
        return;
      }
    }
    throw new AssertionError("no entry " + name);
  }

  static List<Finding> judge(Path jar) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
      Files.copy(jar, out);
    }
    return new ArtifactGate()
        .judge(
            new Revision(
                new RevisionId(new ServiceName("shop"), 1),
                jar,
                new Digest(HexFormat.of().formatHex(sha256.digest())),
                Settings.none(),
                1));
  }

  private static void refused(Path jar, String rule, String... words) throws Exception {
    assertThat(judge(jar))
        .isNotEmpty()
        .allSatisfy(finding -> {
          assertThat(finding.blocks()).isTrue();
          assertThat(finding.rule()).isEqualTo(rule);
          assertThat(finding.message()).contains(words).hasSizeLessThan(2_000);
          assertThat(finding.remedy()).isNotBlank();
        });
  }

  @Test
  void whatIsOrdinaryIsNotRefused() throws Exception {
    Path jar =
        jar(zip -> {
          put(zip, "BOOT-INF/classes/db/migration/V1__a..b.sql", "insert into ö".getBytes(UTF_8));
          put(zip, "BOOT-INF/classes/notes..txt", "x".getBytes(UTF_8));
          put(zip, "BOOT-INF/classes/latin.properties", "grüße".getBytes(ISO_8859_1));
          store(zip, "BOOT-INF/lib/a.jar", library(lib -> zeros(lib, "data", 15)));
          zeros(zip, "BOOT-INF/classes/sparse.bin", 15);
          put(zip, "META-INF/release-contract.json", new byte[MIB]);
        });
    assertThat(judge(jar)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/cron.d/job",
        "BOOT-INF/../../x",
        "/etc/passwd",
        "..\\..\\x",
        "\\server\\share",
        "C:\\x",
        "a/..",
        "x\u001b[2J"
      })
  void namesThatLeadOutAreRefusedInTheArtifactAndInItsLibraries(String name) throws Exception {
    refused(jar(zip -> put(zip, name, new byte[1])), "ArtifactUnsafe", "lead out");
    assertThat(judge(directory.resolve("app.jar")).getFirst().message()).doesNotContain("\u001b");
    Path nested =
        jar(zip -> store(zip, "BOOT-INF/lib/b.jar", library(lib -> put(lib, name, new byte[1]))));
    refused(nested, "ArtifactUnsafe", "BOOT-INF/lib/b.jar within", "lead out");
  }

  @Test
  void aBombIsRefusedWithoutInflatingIt() throws Exception {
    Path jar = jar(zip -> zeros(zip, "BOOT-INF/classes/data.bin", 1024));
    assertThat(Files.size(jar)).isLessThan(16L * MIB);
    refused(jar, "ArtifactUnsafe", "data.bin becomes more than 200 times its size, beyond 16 MiB");
  }

  @Test
  void aBombThatClaimsToBeSmallIsRefusedWhenTooMuchComesOut() throws Exception {
    Path jar = jar(zip -> zeros(zip, "BOOT-INF/classes/data.bin", 256));
    claim(jar, "BOOT-INF/classes/data.bin", 1000);
    refused(jar, "ArtifactUnsafe", "data.bin becomes more than 200 times its size");
  }

  @Test
  void aBombWithinALibraryIsRefused() throws Exception {
    byte[] library = library(lib -> zeros(lib, "data.bin", 64));
    Path jar = jar(zip -> store(zip, "BOOT-INF/lib/bomb.jar", library));
    refused(jar, "ArtifactUnsafe", "BOOT-INF/lib/bomb.jar: data.bin becomes more than 200 times");
  }

  @Test
  void aContractOfAGigabyteIsRefusedAndOneThatClaimsToBeSmallToo() throws Exception {
    Path jar = jar(zip -> zeros(zip, "META-INF/release-contract.json", 1024));
    refused(jar, "ArtifactUnsafe", "release-contract.json becomes larger than 16 MiB");
    claim(jar, "META-INF/release-contract.json", 100);
    refused(jar, "ArtifactUnsafe", "release-contract.json becomes larger than 16 MiB");
  }

  @Test
  void aManifestThatClaimsToBeSmallIsRefused() throws Exception {
    Path jar = directory.resolve("manifest.jar");
    try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.setLevel(Deflater.BEST_SPEED);
      zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
      zip.write(MANIFEST);
      byte[] line = ("\nName: " + "a".repeat(60) + "\n").repeat(1000).getBytes(UTF_8);
      for (int i = 0; i < 200; i++) {
        zip.write(line);
      }
      zip.closeEntry();
    }
    claim(jar, "META-INF/MANIFEST.MF", 100);
    refused(jar, "ArtifactUnsafe", "MANIFEST.MF becomes larger than 8 MiB");
  }

  @Test
  void moreEntriesThanAnybodyReadsAreRefused() throws Exception {
    Path jar =
        jar(zip -> {
          for (int i = 0; i < CentralDirectory.MOST_ENTRIES + 10; i++) {
            put(zip, Integer.toString(i), new byte[0]);
          }
        });
    refused(jar, "ArtifactUnsafe", "65534 entries in 16777216 bytes at most");
  }

  @Test
  void aNameThatIsThereTwiceIsRefused() throws Exception {
    Path jar =
        jar(zip -> {
          put(zip, "BOOT-INF/classes/A.class", "one".getBytes(UTF_8));
          put(zip, "BOOT-INF/classes/B.class", "two".getBytes(UTF_8));
        });
    byte[] bytes = Files.readAllBytes(jar);
    String text = new String(bytes, ISO_8859_1).replace("B.class", "A.class");
    Files.write(jar, text.getBytes(ISO_8859_1));
    refused(jar, "ArtifactUnsafe", "there twice", "BOOT-INF/classes/A.class");
  }

  @Test
  void entriesThatLieUponEachOtherAreRefused() throws Exception {
    Path jar = jar(zip -> store(zip, "BOOT-INF/classes/x", new byte[1000]));
    byte[] bytes = Files.readAllBytes(jar);
    ByteBuffer archive = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < bytes.length - 46; at++) {
      if (archive.getInt(at) == 0x02014b50) {
        archive.putInt(at + 20, 900);
      }
    }
    Files.write(jar, bytes);
    refused(jar, "ArtifactUnsafe", "lie upon each other");
  }

  @Test
  void aDamagedLibraryIsRefused() throws Exception {
    refused(
        jar(zip -> store(zip, "BOOT-INF/lib/d.jar", "no jar".getBytes(UTF_8))),
        "ArtifactInvalid",
        "damaged at BOOT-INF/lib/d.jar");
  }

  @Test
  void scriptsInOddEncodingsAreRefusedAllAtOnce() throws Exception {
    String sql = "insert into people values ('Grüße')";
    Path jar =
        jar(zip -> {
          String at = "BOOT-INF/classes/db/migration/";
          put(zip, at + "V1__good.sql", sql.getBytes(UTF_8));
          put(zip, at + "V2__latin.sql", sql.getBytes(ISO_8859_1));
          put(zip, at + "V3__mark.sql", ("\uFEFF" + sql).getBytes(UTF_8));
          put(zip, at + "V4__wide.sql", sql.getBytes(UTF_16));
          put(zip, at + "R__nul.sql", (sql + "\0; drop table x").getBytes(UTF_8));
          put(zip, at + "V5__cut.sql", new byte[] {'a', (byte) 0xC3});
          put(zip, at + "V6__long.sql", (sql.repeat(10_000) + "é").getBytes(UTF_8));
        });
    refused(jar, "ScriptEncoding", "not everybody reads alike");
    assertThat(judge(jar))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.message())
              .contains(
                  "V2__latin.sql is not UTF-8",
                  "V3__mark.sql begins with a byte order mark",
                  "V4__wide.sql is not UTF-8",
                  "R__nul.sql has a NUL character",
                  "V5__cut.sql is not UTF-8")
              .doesNotContain("V1", "V6");
          assertThat(finding.evidence().get("scripts")).contains("V2__latin.sql");
        });
  }

  @Test
  void endsThatCanBeReadTwoWaysAreRefused() throws Exception {
    Path jar = jar(zip -> zip.setComment("PK\u0005\u0006" + "x".repeat(40)));
    refused(jar, "ArtifactInvalid", "ambiguous");
  }

  @Test
  void noneOfItNeedsMuchMemory() throws Exception {
    var files = new ArrayList<Path>();
    kept(files, jar(zip -> zeros(zip, "META-INF/release-contract.json", 1024)));
    claim(
        kept(files, jar(zip -> zeros(zip, "META-INF/release-contract.json", 512))),
        "META-INF/release-contract.json",
        10);
    claim(kept(files, jar(zip -> zeros(zip, "data.bin", 1024))), "data.bin", 100_000);
    kept(
        files,
        jar(zip -> {
          for (int i = 0; i < 65_000; i++) {
            put(zip, "../%0199d".formatted(i), new byte[0]);
          }
        }));
    kept(files, jar(zip -> zeros(zip, "V1__big.sql", 64)));

    Path output = directory.resolve("output.txt");
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName()));
    files.forEach(file -> command.add(file.toString()));
    Process child =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.exitValue()).as(() -> read(output)).isZero();
    assertThat(Files.readAllLines(output)).hasSameSizeAs(files).allMatch("refused"::equals);
  }

  private Path kept(List<Path> files, Path jar) throws IOException {
    files.add(Files.move(jar, directory.resolve("hostile-" + files.size() + ".jar")));
    return files.getLast();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Judges each of its arguments with little memory. */
  static final class Child {

    private Child() {}

    public static void main(String[] artifacts) throws Exception {
      for (String artifact : artifacts) {
        List<Finding> findings = judge(Path.of(artifact));
        System.out.println(
            findings.stream().anyMatch(Finding::blocks) ? "refused" : "let through " + artifact);
      }
    }
  }
}
