package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.verification.contract.ContractReader;
import dev.belay.controlplane.verification.contract.InvalidContractException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Is the artifact what was announced, harmless to unpack, whole, and something that can be started?
 * Reads whatever it is given in bounded memory.
 */
final class ArtifactGate implements Inspection {

  static final String RULE = "ArtifactInvalid";
  static final String REBUILD = "Build the artifact again and release that file.";

  private static final Finding CONTRACT_MISSING =
      Finding.warning(
          "ContractMissing",
          "It has no %s: of its settings, tables and statements nothing is known but what a"
                  .formatted(ContractReader.PATH)
              + " preflight tells",
          "Have its build write one with belay-maven-plugin, or ship the file yourself.",
          Map.of());

  /** Reading takes a second for each 100 MB or so. */
  private static final Duration LIMIT = Duration.ofSeconds(45);

  @Override
  public Gate gate() {
    return Gate.ARTIFACT;
  }

  @Override
  public Duration limit() {
    return LIMIT;
  }

  /** What is damaged is not run. */
  @Override
  public boolean decisive() {
    return true;
  }

  @Override
  public List<Finding> inspect(Subject subject, Papers papers) {
    List<Finding> findings = new ArrayList<>(judge(subject.candidate()));
    quarantined(subject).ifPresent(findings::add);
    if (findings.isEmpty() && !hasContract(subject.candidate().artifact())) {
      findings.add(CONTRACT_MISSING);
    }
    return findings;
  }

  private static Optional<Finding> quarantined(Subject subject) {
    String why = subject.quarantined();
    return why == null
        ? Optional.empty()
        : Optional.of(
            Finding.blocker(
                "ArtifactQuarantined",
                why,
                "Release something else; what it was taken back for may be over: './belay rollout"
                    + " retry' releases it again."));
  }

  private static boolean hasContract(Path artifact) {
    try {
      return ContractReader.of(artifact).isPresent();
    } catch (IOException | InvalidContractException told) {
      // By the compatibility gate, which reads it.
      return true;
    }
  }

  List<Finding> judge(Revision candidate) {
    var findings = new ArrayList<Finding>();
    Path artifact = candidate.artifact();
    try {
      String actual = sha256(artifact);
      if (!actual.equals(candidate.digest().sha256())) {
        findings.add(
            Finding.blocker(
                RULE,
                "The artifact's content is %s, announced was %s"
                    .formatted(new Digest(actual), candidate.digest()),
                "Release the artifact again: its file was changed after the release was announced."));
      }
      List<Finding> unsafe = UnsafeArchive.judge(artifact);
      findings.addAll(unsafe.isEmpty() ? ArchiveContent.judge(artifact) : unsafe);
    } catch (IOException e) {
      findings.add(Finding.blocker(RULE, "The archive is damaged: " + firstLine(e), REBUILD));
    }
    return List.copyOf(findings);
  }

  private static String sha256(Path file) throws IOException {
    try (var in = new DigestInputStream(Files.newInputStream(file), digest())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse(e.getClass().getSimpleName());
  }
}
