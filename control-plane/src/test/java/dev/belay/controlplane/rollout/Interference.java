package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out what happens besides the release. */
final class Interference {

  private final Simulation world;

  Interference(Simulation world) {
    this.world = world;
  }

  void happen(Happening happening) {
    world.chronicle().add(world.now(), 0, "happens", happening);
    switch (happening.what()) {
      case OPERATOR -> operate(Command.Verb.values()[happening.detail() % 4]);
      case SECOND_RELEASE -> releaseASecond();
      case KILLED, SUCCEEDED -> world.steps().arm(happening);
      case GATEWAY_RESTARTS -> world.users().reboot();
      case WEIGHTS_CHANGED_FROM_OUTSIDE -> changeWeights(happening.detail());
      case STABLE_CRASHES -> crash(world.stableId(), happening.detail());
      case CANDIDATE_CRASHES -> crash(world.newestId(), happening.detail());
      case NODE_LOST -> loseNode(happening.detail());
      default -> world.faults().begin(happening);
    }
  }

  private void operate(Command.Verb verb) {
    SimulatedControlPlane leader = world.leader();
    if (leader != null) {
      world.whileItLives(leader, () -> leader.command(verb));
    }
  }

  private void releaseASecond() {
    SimulatedControlPlane leader = world.leader();
    if (leader != null) {
      world.invariants().secondRelease(leader);
    }
  }

  private void crash(@Nullable RevisionId revision, int index) {
    List<Instance> running = running(revision);
    if (!running.isEmpty()) {
      world.platform().crash(running.get(index % running.size()).id(), 137, "");
      world.invariants().trouble(revision);
    }
  }

  private void loseNode(int which) {
    int index = 0;
    for (Instance each : world.platform().observe(Scene.SHOP)) {
      if (each.phase() == Instance.Phase.RUNNING && index++ % 2 == which % 2) {
        world.platform().crash(each.id(), null, "");
        world.invariants().trouble(each.revision());
      }
    }
  }

  private List<Instance> running(@Nullable RevisionId revision) {
    return world.platform().observe(Scene.SHOP).stream()
        .filter(each -> each.revision().equals(revision))
        .filter(each -> each.phase() == Instance.Phase.RUNNING)
        .toList();
  }

  private void changeWeights(int how) {
    Rollout newest = world.newest();
    if (newest == null || newest.stable() == null) {
      return;
    }
    Weight weight = Weight.percent(how % 3 == 0 ? 0 : how % 3 == 1 ? 50 : 100);
    var arms = new ArrayList<TrafficSplit.Arm>();
    arm(arms, newest.id(), weight);
    arm(arms, newest.stable().id(), weight.complement());
    if (arms.stream().mapToInt(arm -> arm.weight().basisPoints()).sum() == Weight.FULL) {
      world.router().changeFromOutside(new TrafficSplit(Scene.SHOP, arms));
    }
  }

  private void arm(List<TrafficSplit.Arm> arms, RevisionId revision, Weight weight) {
    List<TrafficSplit.Backend> backends =
        running(revision).stream()
            .map(each -> new TrafficSplit.Backend(each.id(), each.address()))
            .toList();
    if (!weight.equals(Weight.ZERO) && !backends.isEmpty()) {
      arms.add(new TrafficSplit.Arm(revision, weight, backends));
    }
  }
}
