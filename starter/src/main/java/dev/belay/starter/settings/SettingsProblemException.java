package dev.belay.starter.settings;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.ExitCodeGenerator;

/** The environment does not hold what the service declares to need. Never quotes a value. */
public final class SettingsProblemException extends RuntimeException implements ExitCodeGenerator {

  /** What sysexits.h calls "something was found in an unconfigured or misconfigured state". */
  public static final int EX_CONFIG = 78;

  private static final long serialVersionUID = 1L;

  private final transient List<SettingProblem> problems;

  SettingsProblemException(List<SettingProblem> problems) {
    super(
        problems.stream()
            .map(problem -> problem.setting().name() + " " + problem.words())
            .collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  List<SettingProblem> problems() {
    return problems;
  }

  @Override
  public int getExitCode() {
    return EX_CONFIG;
  }
}
