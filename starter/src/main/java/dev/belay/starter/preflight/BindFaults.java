package dev.belay.starter.preflight;

import dev.belay.starter.settings.SettingFault;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Names the settings that Boot's binder stumbled over; its own words quote their values. */
final class BindFaults {

  private static final int DEEPEST = 50;

  private BindFaults() {}

  static List<SettingFault> of(Throwable thrown) {
    Throwable cause = thrown;
    BindException bind = null;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof BindValidationException invalid) {
        return violations(invalid);
      }
      if (cause instanceof BindException found) {
        bind = found;
      }
      cause = cause.getCause();
    }
    return bind == null
        ? List.of()
        : List.of(SettingFault.invalid(bind.getName().toString(), "cannot be understood"));
  }

  private static List<SettingFault> violations(BindValidationException invalid) {
    ConfigurationPropertyName group = invalid.getValidationErrors().getName();
    var faults = new ArrayList<SettingFault>();
    for (ObjectError error : invalid.getValidationErrors().getAllErrors()) {
      String name =
          error instanceof FieldError field ? name(group, field.getField()) : group.toString();
      // Messages of Jakarta's constraints name limits, not values; own messages are the service's.
      faults.add(SettingFault.invalid(name, String.valueOf(error.getDefaultMessage())));
    }
    return faults;
  }

  private static String name(ConfigurationPropertyName group, String field) {
    String dashed =
        field.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    return ConfigurationPropertyName.isValid(dashed)
        ? group.append(dashed).toString()
        : group + "." + ConfigurationPropertyName.adapt(field, '.').toString();
  }
}
