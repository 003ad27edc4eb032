package dev.belay.starter.settings;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Stops a start whose settings are incomplete. Comes after everyone who adds property sources,
 * initializers included, and before the first bean definition is loaded: a missing setting is told
 * as such and not as the failure of whichever bean stumbles over it.
 */
public final class StartupCheck
    implements ApplicationListener<ApplicationContextInitializedEvent>, Ordered {

  /** {@code off} for runs that end before they serve, such as migrations. */
  public static final String SWITCH = "belay.startup-check";

  private static final Logger log = LoggerFactory.getLogger(StartupCheck.class);

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  /**
   * @throws SettingsProblemException if a required setting is missing or a value is wrong
   * @throws SettingsFileException if a declaration is
   */
  @Override
  public void onApplicationEvent(ApplicationContextInitializedEvent event) {
    ConfigurableEnvironment environment = event.getApplicationContext().getEnvironment();
    if (environment.getProperty(SWITCH, "on").equals("off")) {
      return;
    }
    DeclaredSettings declared = DeclaredSettings.on(event.getSpringApplication().getClassLoader());
    List<SettingProblem> problems = SettingsCheck.problems(declared, environment);
    if (!problems.isEmpty()) {
      // Logged here and not by the analyzer: now the log is certainly open.
      ProblemLine.of(problems).forEach(StartupCheck::tell);
      throw new SettingsProblemException(problems);
    }
  }

  private static void tell(String line) {
    if (log.isErrorEnabled()) {
      log.error(line);
    } else {
      System.err.println(line);
    }
  }
}
