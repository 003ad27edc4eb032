package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.SecretLookup;
import dev.belay.controlplane.catalog.SecretReference;
import dev.belay.controlplane.catalog.SettingFingerprints;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whether what two releases keep in different places is the same, without telling what it is. */
record KeptValues(SettingFingerprints fingerprints, SecretLookup secrets) {

  /** Empty and too short values are the same to a fingerprint, and to nobody else. */
  boolean same(String name, Revision one, Revision other) {
    String first = fingerprint(name, one);
    return first != null
        && !first.equals(SettingFingerprints.SET)
        && first.equals(fingerprint(name, other));
  }

  /** Of all that a release brings itself, by name; of a secret that nobody finds only that. */
  Map<String, String> fingerprints(Revision revision) {
    var all = new TreeMap<>(fingerprints.of(revision.settings().values(), Set.of()));
    for (String name : revision.secrets().byName().keySet()) {
      String known = fingerprint(name, revision);
      all.put(name, known == null ? SettingFingerprints.SET : known);
    }
    return all;
  }

  private @Nullable String fingerprint(String name, Revision revision) {
    SecretReference reference = revision.secrets().byName().get(name);
    String plain = revision.settings().values().get(name);
    try {
      String value = reference == null ? plain : secrets.value(reference);
      // A secret in one of the two is one in both: else the same value looked different.
      return value == null ? null : fingerprints.of(name, value, true);
    } catch (IOException nowhere) {
      return null;
    }
  }
}
