package dev.belay.starter.identity;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Who this process is. The values become metric labels and log fields, so they are checked.
 *
 * @param service {@code belay.service}, else {@code spring.application.name}: a-z, 0-9 and '-', 40
 *     characters at most
 * @param revision {@code belay.revision}, such as {@code r7}; {@code unreleased} where nobody
 *     released it
 * @param instance {@code belay.instance}, unique among the service's instances; {@code local} by
 *     default
 */
public record InstanceIdentity(String service, String revision, String instance) {

  static final String UNRELEASED = "unreleased";
  private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

  public InstanceIdentity {
    check("BELAY_SERVICE", service, SERVICE, "a-z, 0-9 and '-', 40 characters at most");
    check("BELAY_REVISION", revision, LABEL, "A-Z a-z 0-9 . _ -, 80 characters at most");
    check("BELAY_INSTANCE", instance, LABEL, "A-Z a-z 0-9 . _ -, 80 characters at most");
  }

  /** Reads {@code belay.service}, {@code belay.revision} and {@code belay.instance}. */
  public static InstanceIdentity of(Environment environment) {
    Binder binder = Binder.get(environment);
    String service = text(binder, "belay.service");
    String revision = text(binder, "belay.revision");
    String instance = text(binder, "belay.instance");
    return new InstanceIdentity(
        service == null ? fallbackName(binder) : service,
        revision == null ? UNRELEASED : revision,
        instance == null ? "local" : instance);
  }

  /** Whether somebody released this process as a revision. */
  public boolean released() {
    return !UNRELEASED.equals(revision);
  }

  // An application's own name may be anything; as a label it must not stop the start.
  private static String fallbackName(Binder binder) {
    String name = text(binder, "spring.application.name");
    return name != null && SERVICE.matcher(name).matches() ? name : "application";
  }

  private static @Nullable String text(Binder binder, String name) {
    String value = binder.bind(name, String.class).orElse("");
    return value.isBlank() ? null : value;
  }

  private static void check(String name, String value, Pattern valid, String allowed) {
    if (!valid.matcher(value).matches()) {
      String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
      throw new IllegalArgumentException("%s is '%s'. Use %s.".formatted(name, shown, allowed));
    }
  }
}
