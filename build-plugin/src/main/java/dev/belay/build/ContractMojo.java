package dev.belay.build;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.jspecify.annotations.Nullable;

/** Writes {@code META-INF/release-contract.json} beside the service's classes. */
@Mojo(
    name = "contract",
    defaultPhase = LifecyclePhase.PREPARE_PACKAGE,
    requiresDependencyResolution = ResolutionScope.RUNTIME,
    threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the fields.
final class ContractMojo extends ServiceMojo {

  /** The commit that is built; what git says, if not given. */
  @Parameter(property = "belay.contract.commit")
  private @Nullable String commit;

  /** As for other plugins: a time in ISO 8601, or seconds, that makes builds reproducible. */
  @Parameter(defaultValue = "${project.build.outputTimestamp}")
  private @Nullable String outputTimestamp;

  @Override
  void run() throws MojoExecutionException {
    Service service = service();
    Contract contract =
        new Assembly(
                service,
                forks(),
                commit != null && !commit.isBlank() ? commit : Commit.of(service.directory()),
                time(outputTimestamp, session.getStartTime().toInstant()),
                getLog()::warn)
            .contract();
    try {
      Path file = ContractFile.write(contract, service.classes());
      getLog().info(summary(contract) + ": " + file);
    } catch (IOException e) {
      throw new MojoExecutionException("The release contract cannot be written", e);
    }
  }

  private static String summary(Contract contract) {
    return "%d settings, %d migrations, %d mapped tables, %d statements"
        .formatted(
            contract.settings().declared().size(),
            contract.migrations().scripts().size(),
            contract.mapping().tables().size(),
            contract.statements().recorded().size());
  }

  static String time(@Nullable String timestamp, Instant now) {
    if (timestamp == null || timestamp.length() < 2) {
      return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
    try {
      return (timestamp.matches("\\d+")
              ? Instant.ofEpochSecond(Long.parseLong(timestamp))
              : OffsetDateTime.parse(timestamp).toInstant())
          .toString();
    } catch (DateTimeException | NumberFormatException e) {
      throw new BuildFault(
          "project.build.outputTimestamp is '%s'; it must be a time such as 2026-11-23T10:00:00Z or seconds"
              .formatted(timestamp),
          e);
    }
  }
}
