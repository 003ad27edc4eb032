package dev.belay.controlplane.verification.job;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.verification.Gate;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.VerificationPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What tests have verified. */
final class Subjects {

  static final ServiceName SHOP = new ServiceName("shop");

  private Subjects() {}

  static Subject release(long token) {
    return of(SHOP, Subject.Occasion.RELEASE, token);
  }

  static Subject question(long token) {
    return of(SHOP, Subject.Occasion.QUESTION, token);
  }

  static Subject of(ServiceName service, Subject.Occasion occasion, long token) {
    return new Subject(
        new Revision(
            new RevisionId(service, 7),
            Path.of("/shop.jar"),
            new Digest("ab".repeat(32)),
            Settings.none(),
            1),
        null,
        List.of(),
        VerificationPolicy.applying(),
        new FencingToken(token),
        occasion,
        "operator");
  }

  static Subject releasing(Gate gate) {
    Subject subject = release(1);
    return new Subject(
        subject.candidate(),
        null,
        List.of(),
        subject.policy().releasing(Set.of(gate)),
        subject.token(),
        subject.occasion(),
        subject.by());
  }
}
