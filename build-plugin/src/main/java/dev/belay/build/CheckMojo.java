package dev.belay.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

/**
 * Fails the build where the service maps what no migration makes, or changes its schema itself;
 * warns of classes that it will not find. Every finding is told at once.
 */
@Mojo(
    name = "check",
    defaultPhase = LifecyclePhase.VERIFY,
    requiresDependencyResolution = ResolutionScope.RUNTIME,
    threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the fields.
final class CheckMojo extends ServiceMojo {

  /** {@code warn}, {@code fail} or {@code off}. */
  @Parameter(property = "belay.check.missingClasses", defaultValue = "warn")
  private String missingClasses;

  @Override
  void run() throws MojoExecutionException, MojoFailureException {
    List<Finding> findings = findings(service());
    List<String> errors = new ArrayList<>();
    for (Finding finding : findings) {
      String line = finding.rule() + ": " + finding.words();
      if (finding.level() == Finding.Level.ERROR) {
        errors.add(line);
      } else {
        getLog().warn(line);
      }
    }
    if (!errors.isEmpty()) {
      throw new MojoFailureException(String.join("\n", errors));
    }
  }

  private List<Finding> findings(Service service) throws MojoExecutionException {
    try {
      Contract contract = ContractFile.read(service.classes());
      return new Check(service, forks(), missingClasses()).findings(contract);
    } catch (IOException e) {
      throw new MojoExecutionException("The release contract cannot be read", e);
    }
  }

  private Check.Missing missingClasses() {
    try {
      return Check.Missing.valueOf(missingClasses.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new BuildFault(
          "belay.check.missingClasses is '" + missingClasses + "'; it must be warn, fail or off",
          e);
    }
  }
}
