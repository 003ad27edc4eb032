package dev.belay.cli.client;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What runs and where it can be reached. */
public record Status(String publicUrl, String consoleUrl, List<Service> services) {

  /** What the control plane says where no instance is ready or the route does not lead there. */
  private static final String DEGRADED = "Degraded";

  private static final BigDecimal ALL = BigDecimal.valueOf(100);

  /**
   * @param state in the control plane's words
   * @param stable null before the first release is complete
   * @param candidate null unless a rollout is under way
   */
  public record Service(
      String name, String publicUrl, String state, @Nullable Arm stable, @Nullable Arm candidate) {

    /** Whether a completed revision is ready and every request goes somewhere. */
    public boolean served() {
      if (stable == null || state.equals(DEGRADED)) {
        return false;
      }
      BigDecimal sum =
          candidate == null ? stable.weight() : stable.weight().add(candidate.weight());
      return sum.compareTo(ALL) == 0;
    }

    private static Service read(Json json) {
      return new Service(
          json.text("name"),
          json.text("publicUrl"),
          json.text("state"),
          json.objectOrNull("stable", Arm::read),
          json.objectOrNull("candidate", Arm::read));
    }
  }

  static Status read(Json json) {
    if (!json.flag("running")) {
      throw new GarbledAnswerException("The control plane says that it is not running.");
    }
    return new Status(
        json.text("publicUrl"), json.text("consoleUrl"), json.objects("services", Service::read));
  }

  public Optional<Service> service(String name) {
    return services.stream().filter(service -> service.name().equals(name)).findFirst();
  }

  /** In the shape of {@code belay status --json}, one line. */
  public String toJson() {
    var all = new LinkedHashMap<String, Object>();
    all.put("running", true);
    all.put("publicUrl", publicUrl);
    all.put("consoleUrl", consoleUrl);
    all.put("services", services.stream().map(Status::fields).toList());
    return Json.MAPPER.writeValueAsString(all);
  }

  private static Map<String, @Nullable Object> fields(Service service) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("name", service.name());
    fields.put("publicUrl", service.publicUrl());
    fields.put("state", service.state());
    fields.put("stable", service.stable() == null ? null : fields(service.stable()));
    fields.put("candidate", service.candidate() == null ? null : fields(service.candidate()));
    return fields;
  }

  private static Map<String, Object> fields(Arm arm) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("revision", arm.revision());
    fields.put("weight", arm.weight());
    fields.put("instances", arm.instances());
    return fields;
  }
}
