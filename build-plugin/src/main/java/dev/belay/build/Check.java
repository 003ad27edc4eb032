package dev.belay.build;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is checked without a target.
 *
 * @param missing what a class that will not be found is
 */
record Check(Service service, Forks forks, Missing missing) {

  enum Missing {
    WARN,
    FAIL,
    OFF
  }

  List<Finding> findings(Contract contract) {
    ApplicationSettings settings = ApplicationSettings.of(service.own());
    List<Finding> findings = new ArrayList<>(Unversioned.findings(settings, hasSchemaScript()));
    Libraries libraries = Libraries.of(service.classPath());
    findings.addAll(new Unmigrated(service, forks, settings, libraries).findings(contract));
    if (missing != Missing.OFF) {
      Finding.Level level = missing == Missing.FAIL ? Finding.Level.ERROR : Finding.Level.WARNING;
      findings.addAll(MissingClasses.findings(service, OwnClasses.of(service.own()), level));
    }
    return findings;
  }

  private boolean hasSchemaScript() {
    boolean[] has = new boolean[1];
    for (Path place : service.own()) {
      Content.each(place, name -> name.matches("schema(-[^/]+)?\\.sql"), item -> has[0] = true);
    }
    return has[0];
  }
}
