package dev.belay.starter.preflight;

import dev.belay.starter.settings.DeclaredSettings;
import dev.belay.starter.settings.SettingFault;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.Ordered;

/**
 * A start that only looks: settings are compared with what is declared, all beans are made, what is
 * outside is tried, one report is printed, and the process ends before anything serves, runs or is
 * scheduled. With exit code 0 if all is well, else 1.
 */
public final class PreflightRun implements ApplicationListener<SpringApplicationEvent>, Ordered {

  private static final String REPORT = "belayPreflightReport";

  private final PreflightReport report = new PreflightReport();

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void onApplicationEvent(SpringApplicationEvent event) {
    if (!PreflightSettings.on()) {
      return;
    }
    if (event instanceof ApplicationContextInitializedEvent initialized) {
      begin(initialized);
    } else if (event instanceof ApplicationFailedEvent failed) {
      List<SettingFault> unbound = BindFaults.of(failed.getException());
      report.settings(unbound);
      // The binder's own words quote the value.
      report.failed(
          unbound.isEmpty()
              ? PreflightReport.words(failed.getException())
              : "The settings cannot be bound: "
                  + unbound.stream().map(SettingFault::name).collect(Collectors.joining(", ")));
      end();
    }
  }

  private void begin(ApplicationContextInitializedEvent event) {
    ConfigurableApplicationContext context = event.getApplicationContext();
    DeclaredSettings declared = DeclaredSettings.on(event.getSpringApplication().getClassLoader());
    report.settings(SettingFault.of(declared, context.getEnvironment()));
    context.getBeanFactory().registerSingleton(REPORT, report);
    context
        .getBeanFactory()
        .registerSingleton(
            AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME, new Ending(context));
  }

  private void check(List<PreflightCheck> checks) {
    for (PreflightCheck check : checks) {
      long began = System.nanoTime();
      String problem = null;
      try {
        check.check();
      } catch (Exception | LinkageError e) {
        problem = PreflightReport.words(e);
      }
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      report.checked(check.name(), problem, took);
    }
  }

  private void end() {
    System.out.println(report.line());
    System.out.flush();
    // Not exit: shutdown hooks and destroy methods are for what has served.
    Runtime.getRuntime().halt(report.passed() ? 0 : 1);
  }

  /** When all beans are made, and before the first of them is started. */
  private final class Ending extends DefaultLifecycleProcessor {

    private final ConfigurableApplicationContext context;

    Ending(ConfigurableApplicationContext context) {
      this.context = context;
    }

    @Override
    public void onRefresh() {
      check(context.getBeanProvider(PreflightCheck.class).orderedStream().toList());
      end();
    }
  }
}
