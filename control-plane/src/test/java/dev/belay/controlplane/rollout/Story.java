package dev.belay.controlplane.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a seed decides before the first look.
 *
 * @param calm whether a good revision with enough traffic meets nothing but ends of the control
 *     plane, so that it has to be promoted
 * @param first whether the candidate is the service's first release
 * @param truths of the revisions, by number
 * @param stableInstances of the revision that serves before
 * @param requestsPerSecond of all users
 * @param baseErrors the share of requests that fail whoever answers
 * @param retries how often a client tries again
 * @param turn time between two looks
 * @param errandsTake how long a verification and a migration take
 */
record Story(
    long seed,
    boolean calm,
    boolean first,
    ReleasePolicy policy,
    List<Truth> truths,
    int instances,
    int stableInstances,
    double requestsPerSecond,
    double baseErrors,
    double refused,
    int retries,
    Duration turn,
    Duration errandsTake,
    List<Happening> happenings) {

  Story {
    truths = List.copyOf(truths);
    happenings = List.copyOf(happenings);
  }

  /** The number of the first revision that is released while it is watched. */
  int firstCandidate() {
    return first ? 1 : 2;
  }

  /** Whether the second that is released is what the first was, once more. */
  boolean repeats() {
    return seed % 3 == 0;
  }

  /** After so many rollbacks people decide. */
  int breakerLimit() {
    return calm || seed % 5 != 0 ? 100 : 1;
  }

  Truth truth(int number) {
    return truths.get(Math.min(number, truths.size()) - 1);
  }

  Story without(Happening one) {
    var fewer = new ArrayList<>(happenings);
    fewer.remove(one);
    return with(fewer);
  }

  Story with(List<Happening> others) {
    return new Story(
        seed,
        calm,
        first,
        policy,
        truths,
        instances,
        stableInstances,
        requestsPerSecond,
        baseErrors,
        refused,
        retries,
        turn,
        errandsTake,
        others);
  }

  /** The same with one release only. */
  Story shorter() {
    return new Story(
        seed,
        calm,
        first,
        policy,
        truths.subList(0, firstCandidate()),
        instances,
        stableInstances,
        requestsPerSecond,
        baseErrors,
        refused,
        retries,
        turn,
        errandsTake,
        happenings);
  }
}
