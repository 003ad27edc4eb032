package dev.belay.controlplane.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A release record: code and configuration that are released, and restored, as one.
 *
 * @param artifact where the platform finds the artifact; kept by content, so that a rebuild does
 *     not change what a revision is
 * @param digest of the artifact's content
 * @param settings what the release sets beyond the service's standing settings
 * @param instances how many instances are wanted, 1 to 20
 * @param secrets references only
 * @param memoryMegabytes of an instance, 32 to 65,536; null for the service's own
 * @param migratesItself whether its instances apply their own schema migrations when they start
 */
public record Revision(
    RevisionId id,
    Path artifact,
    Digest digest,
    Settings settings,
    int instances,
    SecretReferences secrets,
    @Nullable Integer memoryMegabytes,
    boolean migratesItself) {

  public static final int MAX_INSTANCES = 20;
  public static final int LEAST_MEMORY = 32;
  public static final int MOST_MEMORY = 65_536;

  public Revision {
    if (instances < 1 || instances > MAX_INSTANCES) {
      throw new IllegalArgumentException(
          "A revision has 1 to %d instances, not %d".formatted(MAX_INSTANCES, instances));
    }
    if (memoryMegabytes != null
        && (memoryMegabytes < LEAST_MEMORY || memoryMegabytes > MOST_MEMORY)) {
      throw new IllegalArgumentException(
          "An instance has %d to %d MiB of memory, not %d"
              .formatted(LEAST_MEMORY, MOST_MEMORY, memoryMegabytes));
    }
  }

  /** Without secrets, with the service's own memory, and migrated by others. */
  public Revision(RevisionId id, Path artifact, Digest digest, Settings settings, int instances) {
    this(id, artifact, digest, settings, instances, SecretReferences.none(), null, false);
  }

  public ServiceName service() {
    return id.service();
  }

  /**
   * What makes two release records the same: artifact, settings, references to secrets, memory, who
   * migrates. A fingerprint, so that no value can be read from it.
   */
  public String content() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(digest.sha256().getBytes(UTF_8));
      settings
          .values()
          .forEach((name, value) -> {
            sha256.update((name + "=" + value.length() + ":").getBytes(UTF_8));
            sha256.update(value.getBytes(UTF_8));
          });
      // Nothing where there is none of it: the fingerprints of before these existed stay.
      secrets.byName().forEach((name, kept) -> sha256.update((name + "@" + kept).getBytes(UTF_8)));
      if (memoryMegabytes != null) {
        sha256.update((memoryMegabytes + "Mi").getBytes(UTF_8));
      }
      if (migratesItself) {
        sha256.update("migrates".getBytes(UTF_8));
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The same with another number of instances. */
  public Revision withInstances(int many) {
    return new Revision(
        id, artifact, digest, settings, many, secrets, memoryMegabytes, migratesItself);
  }

  /** The same under another number. */
  public Revision as(RevisionId other) {
    return new Revision(
        other, artifact, digest, settings, instances, secrets, memoryMegabytes, migratesItself);
  }
}
