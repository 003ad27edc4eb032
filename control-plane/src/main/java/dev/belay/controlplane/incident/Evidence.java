package dev.belay.controlplane.incident;

import dev.belay.controlplane.platform.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One observed fact. Every text in it has been masked and shortened before it got here. */
public sealed interface Evidence {

  /** Whom it is about. */
  Scope scope();

  /** The fact in one line, for people. */
  String words();

  /** Lines of output that belong to it; none where there are none. */
  default List<String> lines() {
    return List.of();
  }

  /** The revision on trial, or the one that serves beside it as a control. */
  enum Scope {
    CANDIDATE,
    STABLE
  }

  /** What became of a call straight at an instance. */
  enum Answer {
    ANSWERED,
    /** No complete answer in time. */
    TIMED_OUT,
    /** Nobody listens. */
    REFUSED,
    /** The connection broke, or it was not HTTP. */
    BROKEN;

    String words(int status) {
      return switch (this) {
        case ANSWERED -> "answered " + status;
        case TIMED_OUT -> "did not answer in time";
        case REFUSED -> "refused the connection";
        case BROKEN -> "gave no valid answer";
      };
    }
  }

  /** Why the rollout itself says that it stopped, with its particulars. */
  record Signal(String state, String type, String summary, Map<String, String> detail)
      implements Evidence {
    public Signal {
      detail = Map.copyOf(detail);
    }

    @Override
    public Scope scope() {
      return Scope.CANDIDATE;
    }

    @Override
    public String words() {
      return "%s for %s: %s".formatted(state, type, summary);
    }
  }

  /**
   * An answer to a probe that was made for this report.
   *
   * @param probe {@code readiness} or {@code liveness}
   * @param status 0 without an answer
   * @param components leaves only, such as {@code db} or {@code stores/main}
   */
  record Health(
      Scope scope,
      String instance,
      String probe,
      Answer answer,
      int status,
      List<Component> components)
      implements Evidence {
    public Health {
      components = List.copyOf(components);
    }

    boolean passed() {
      return answer == Answer.ANSWERED && status >= 200 && status < 400;
    }

    @Override
    public String words() {
      List<String> named = components.stream().map(Component::words).toList();
      return "%s %s: %s%s"
          .formatted(
              instance,
              probe,
              answer.words(status),
              named.isEmpty() ? "" : ": " + String.join(", ", named));
    }
  }

  /**
   * One component of a health answer.
   *
   * @param details those that are known to be safe to show, by name
   */
  record Component(String name, String status, Map<String, String> details) {
    public Component {
      details = Map.copyOf(details);
    }

    boolean well() {
      return status.equals("UP") || status.equals("UNKNOWN");
    }

    /** The typed problem it tells of; empty without one. */
    String problem() {
      return details.getOrDefault("problem", "");
    }

    String words() {
      return details.isEmpty()
          ? name + " " + status
          : name + " " + status + " " + new TreeMap<>(details);
    }
  }

  /**
   * Where an instance's process is in its life.
   *
   * @param ends how often it ended by itself or was replaced, so far
   */
  record ProcessSeen(Scope scope, String instance, Instance.Phase phase, int ends)
      implements Evidence {
    @Override
    public String words() {
      String now =
          switch (phase) {
            case RUNNING -> "runs";
            case BACKING_OFF -> "waits to be started again";
            case STOPPING -> "is being stopped";
          };
      return "%s %s, ended %d times".formatted(instance, now, ends);
    }
  }

  /**
   * How a process ended last.
   *
   * @param code 128 + n for signal n; null if nobody could collect it
   * @param times how often the instance ended; 0 if that is not known
   */
  record ProcessEnd(
      Scope scope,
      String instance,
      @Nullable Integer code,
      @Nullable Instant at,
      int times,
      List<String> lines)
      implements Evidence {
    public ProcessEnd {
      lines = List.copyOf(lines);
    }

    String codeWords() {
      return code == null ? "unknown" : code.toString();
    }

    @Override
    public String words() {
      return "%s ended with exit code %s".formatted(instance, codeWords());
    }
  }

  /** The end of what a running instance, or a migration, has printed. */
  record Output(Scope scope, String instance, List<String> lines) implements Evidence {
    public Output {
      lines = List.copyOf(lines);
    }

    @Override
    public String words() {
      return "the last %d lines of %s".formatted(lines.size(), instance);
    }
  }

  /** The heap that an instance may have. */
  record MemoryLimit(Scope scope, String instance, int megabytes) implements Evidence {
    @Override
    public String words() {
      return "%s may have a heap of %d MiB".formatted(instance, megabytes);
    }
  }

  /** What became of users' requests since the rollout began. */
  record Requests(Scope scope, long fine, long failed, long unanswered) implements Evidence {

    long errors() {
      return failed + unanswered;
    }

    long total() {
      return fine + errors();
    }

    @Override
    public String words() {
      return "%d requests: %d fine, %d answered with 5xx, %d not answered"
          .formatted(total(), fine, failed, unanswered);
    }
  }

  /**
   * Failed requests of users on one route, among those that the gateway told of.
   *
   * @param status what the revision answered, 0 if it did not
   * @param reason in the gateway's words, such as {@code answered-5xx}, {@code connect}
   */
  record FailedRoute(Scope scope, String route, int status, String reason, long times)
      implements Evidence {
    @Override
    public String words() {
      return "%s: %s%s, %d times"
          .formatted(route, reason, status == 0 ? "" : " (" + status + ")", times);
    }
  }

  /**
   * A call that was made for this report, straight at the instance and without an Origin unless it
   * is a preflight.
   *
   * @param problem the answer's problem type, such as {@code StorageNotWritable}; empty without one
   * @param details of the problem, those that are safe to show
   */
  record DirectCall(
      Scope scope,
      String instance,
      String method,
      String path,
      Answer answer,
      int status,
      String problem,
      Map<String, String> details)
      implements Evidence {
    public DirectCall {
      details = Map.copyOf(details);
    }

    boolean failed() {
      return answer != Answer.ANSWERED || status >= 500;
    }

    @Override
    public String words() {
      return "%s %s straight at %s: %s%s"
          .formatted(
              method,
              path,
              instance,
              answer.words(status),
              problem.isEmpty() ? "" : " (" + problem + ")");
    }
  }

  /** What could not be looked at; it counts neither for nor against anything. */
  record NotCollected(Scope scope, String what, String why) implements Evidence {
    @Override
    public String words() {
      return what + " could not be collected: " + why;
    }
  }
}
