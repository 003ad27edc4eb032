package dev.belay.controlplane.replay;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.rollout.RecordedLook;
import dev.belay.controlplane.rollout.Rollout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One release as it was recorded, oldest first.
 *
 * @param before what stable was asked before the release began
 * @param first the index of the first beat in which the candidate had been asked
 */
record Track(Rollout rollout, Beat before, List<Beat> beats, int first) {

  /** From so many answers on, how often a revision fails at a moment is told by them alone. */
  static final int ENOUGH = 20;

  Track {
    beats = List.copyOf(beats);
  }

  /** Empty where the candidate had no request of users, or nobody recorded it. */
  static Optional<Track> of(Rollout rollout, List<RecordedLook> looks) {
    if (looks.isEmpty() || !looks.getFirst().first()) {
      return Optional.empty();
    }
    RevisionId candidate = rollout.id();
    List<Beat> beats = looks.stream().skip(1).map(look -> Beat.of(look, candidate)).toList();
    for (int i = 0; i < beats.size(); i++) {
      if (beats.get(i).candidate().total() > 0) {
        Beat before = Beat.of(looks.getFirst(), candidate);
        return Optional.of(new Track(rollout, before, beats, i));
      }
    }
    return Optional.empty();
  }

  /** How a revision answered around a beat, in as short a time as tells enough. */
  Asked around(int beat, Function<Beat, Asked> arm) {
    int from = beat;
    int to = beat;
    Asked sum = arm.apply(beats.get(beat));
    while (sum.total() < ENOUGH && (from > 0 || to < beats.size() - 1)) {
      if (from > 0) {
        from--;
        sum = sum.plus(arm.apply(beats.get(from)));
      }
      if (to < beats.size() - 1) {
        to++;
        sum = sum.plus(arm.apply(beats.get(to)));
      }
    }
    return sum;
  }

  /** Requests a second to both while the candidate was asked. */
  double perSecond() {
    long requests = 0;
    for (Beat beat : beats.subList(first, beats.size())) {
      requests += beat.total();
    }
    Duration took =
        Duration.between(
            first == 0 ? before.at() : beats.get(first - 1).at(), beats.getLast().at());
    return 1_000.0 * requests / Math.max(1_000, took.toMillis());
  }
}
