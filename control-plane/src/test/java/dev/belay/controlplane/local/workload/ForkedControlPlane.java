package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.Settings;
import java.nio.file.Path;
import java.time.Clock;

/** A control plane of its own process, to be killed. Arguments: the home, the artifact. */
final class ForkedControlPlane {

  public static void main(String[] arguments) throws Exception {
    var platform = new LocalPlatform(TestInstallation.in(Path.of(arguments[0])), Clock.systemUTC());
    platform.supervise();
    platform.start(revision(Path.of(arguments[1])), new FencingToken(1));
    System.out.println("asked");
    Thread.sleep(600_000);
  }

  static Revision revision(Path jar) {
    return new Revision(
        new RevisionId(TestInstallation.ORDERS, 1),
        jar,
        TestProgram.digest(jar),
        Settings.none(),
        2);
  }
}
