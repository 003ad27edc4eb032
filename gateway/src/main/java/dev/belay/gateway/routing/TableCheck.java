package dev.belay.gateway.routing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong with a table, then fails once. */
final class TableCheck {

  static final int MAX_ARMS = 8;
  static final int MAX_INSTANCES = 20;
  static final int FULL = 10_000;
  static final int MAX_LEASE_SECONDS = 3_600;

  private static final Pattern REVISION = Pattern.compile("r[1-9][0-9]{0,8}");
  private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[?::1\\]?");

  private final Set<Integer> ownPorts;
  private final List<String> violations = new ArrayList<>();

  /**
   * @param ownPorts where this gateway listens: a backend there would be a loop
   */
  TableCheck(Set<Integer> ownPorts) {
    this.ownPorts = ownPorts;
  }

  TableDocument check(String service, TableRequest request) throws InvalidTableException {
    Long token = request.fencingToken();
    if (token == null || token < 1) {
      violations.add("fencingToken: a number of 1 or more is required, not " + token);
    }
    Integer port = request.publicPort();
    if (port != null && (port < 0 || port > 65_535)) {
      violations.add("publicPort: a port lies between 1 and 65535, not " + port);
    }
    List<TableDocument.Arm> arms = arms(request.arms());
    TableDocument.Lease lease = lease(request.lease());
    if (!violations.isEmpty() || token == null) {
      throw new InvalidTableException(violations);
    }
    return new TableDocument(service, port == null ? 0 : port, 0, token, arms, lease, false);
  }

  private List<TableDocument.Arm> arms(@Nullable List<TableRequest.@Nullable Arm> asked) {
    var arms = new ArrayList<TableDocument.Arm>();
    if (asked == null) {
      violations.add("arms: a list is required; it may be empty");
      return arms;
    }
    if (asked.size() > MAX_ARMS) {
      violations.add("arms: %d are too many; the limit is %d".formatted(asked.size(), MAX_ARMS));
      return arms;
    }
    var seen = new HashSet<String>();
    int sum = 0;
    for (int i = 0; i < asked.size(); i++) {
      TableDocument.Arm arm = arm("arms[" + i + "]", asked.get(i), seen);
      arms.add(arm);
      sum += arm.weight();
    }
    if (sum != 0 && sum != FULL) {
      violations.add("arms: the weights sum to %d, not to 10000 or 0".formatted(sum));
    }
    return arms;
  }

  private TableDocument.Arm arm(String at, TableRequest.@Nullable Arm asked, Set<String> seen) {
    if (asked == null) {
      violations.add(at + ": null is not an arm");
      return new TableDocument.Arm("", 0, List.of());
    }
    String revision = asked.revision() == null ? "" : asked.revision();
    if (!REVISION.matcher(revision).matches()) {
      violations.add(at + ".revision: write r1, r2, …, not " + quoted(revision));
    } else if (!seen.add(revision)) {
      violations.add(at + ".revision: " + revision + " is there twice");
    }
    int weight = asked.weight() == null ? -1 : asked.weight();
    if (weight < 0 || weight > FULL) {
      violations.add(at + ".weight: basis points from 0 to 10000, not " + asked.weight());
      weight = 0;
    }
    List<TableDocument.Instance> instances = instances(at, asked.instances());
    if (weight > 0 && instances.isEmpty()) {
      violations.add(at + ".instances: an arm with a weight needs one that serves it");
    }
    return new TableDocument.Arm(revision, weight, instances);
  }

  private TableDocument.@Nullable Lease lease(TableRequest.@Nullable Lease asked) {
    if (asked == null) {
      return null;
    }
    int seconds = asked.seconds() == null ? 0 : asked.seconds();
    if (seconds < 1 || seconds > MAX_LEASE_SECONDS) {
      violations.add("lease.seconds: from 1 to 3600, not " + asked.seconds());
    }
    String revision = asked.revision() == null ? "" : asked.revision();
    if (!REVISION.matcher(revision).matches()) {
      violations.add("lease.revision: write r1, r2, …, not " + quoted(revision));
    }
    List<TableDocument.Instance> instances = instances("lease", asked.instances());
    if (instances.isEmpty()) {
      violations.add("lease.instances: one that serves the revision is needed");
    }
    return new TableDocument.Lease(seconds, revision, instances);
  }

  private List<TableDocument.Instance> instances(
      String arm, @Nullable List<TableRequest.@Nullable Instance> asked) {
    var instances = new ArrayList<TableDocument.Instance>();
    if (asked == null) {
      return instances;
    }
    if (asked.size() > MAX_INSTANCES) {
      violations.add(
          "%s.instances: %d are too many; the limit is %d"
              .formatted(arm, asked.size(), MAX_INSTANCES));
      return instances;
    }
    var seen = new HashSet<String>();
    for (int i = 0; i < asked.size(); i++) {
      TableDocument.Instance instance = instance(arm + ".instances[" + i + "]", asked.get(i));
      if (!seen.add(instance.id())) {
        violations.add("%s.instances[%d].id: %s is there twice".formatted(arm, i, instance.id()));
      }
      instances.add(instance);
    }
    return instances;
  }

  private TableDocument.Instance instance(String at, TableRequest.@Nullable Instance asked) {
    String id = asked == null || asked.id() == null ? "" : asked.id();
    String host = asked == null || asked.host() == null ? "" : asked.host();
    int port = asked == null || asked.port() == null ? 0 : asked.port();
    if (!INSTANCE.matcher(id).matches()) {
      violations.add(at + ".id: 1 to 128 of A-Z a-z 0-9 . _ -, not " + quoted(id));
    }
    if (!LOOPBACK.matcher(host).matches()) {
      violations.add(at + ".host: a loopback address such as 127.0.0.1, not " + quoted(host));
    }
    if (port < 1 || port > 65_535) {
      violations.add(at + ".port: a port lies between 1 and 65535, not " + port);
    } else if (ownPorts.contains(port)) {
      violations.add(at + ".port: " + port + " is the gateway's own; requests would go in a loop");
    }
    return new TableDocument.Instance(id, host, port);
  }

  private static String quoted(String value) {
    return "'" + (value.length() > 60 ? value.substring(0, 60) + "…" : value) + "'";
  }
}
