package dev.belay.gateway.outcome;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of a service's requests, by revision. */
public final class ServiceOutcomes {

  /** Revisions that are kept, those in the table among them. */
  public static final int MAX_REVISIONS = 32;

  private final long hangNanos;
  private final LinkedHashMap<String, RevisionOutcomes> revisions = new LinkedHashMap<>();
  private final EpochOutcomes synthetic;

  public ServiceOutcomes(long hangNanos) {
    this.hangNanos = hangNanos;
    this.synthetic = new RevisionOutcomes("synthetic", hangNanos).open(0, 0, false);
  }

  /**
   * Opens an epoch.
   *
   * @param weights of the revisions in the table, in basis points
   * @return where to count, for each revision with a weight
   */
  public synchronized Map<String, EpochOutcomes> open(long epoch, Map<String, Integer> weights) {
    long weighted = weights.values().stream().filter(weight -> weight > 0).count();
    var opened = new LinkedHashMap<String, EpochOutcomes>();
    weights.forEach((label, weight) -> {
      RevisionOutcomes revision = touch(label);
      if (weight > 0) {
        opened.put(label, revision.open(epoch, weight, weighted > 1));
      }
    });
    present(weights);
    return opened;
  }

  /** Says which revisions are in the table now. */
  public synchronized void present(Map<String, Integer> weights) {
    weights.keySet().forEach(this::touch);
    revisions.forEach((label, revision) -> revision.present(weights.containsKey(label)));
    forgetOldest();
  }

  private RevisionOutcomes touch(String label) {
    RevisionOutcomes known = revisions.remove(label);
    RevisionOutcomes revision = known == null ? new RevisionOutcomes(label, hangNanos) : known;
    revisions.put(label, revision);
    return revision;
  }

  private void forgetOldest() {
    var oldestFirst = revisions.values().iterator();
    while (revisions.size() > MAX_REVISIONS && oldestFirst.hasNext()) {
      if (!oldestFirst.next().present()) {
        oldestFirst.remove();
      }
    }
  }

  /** What the team itself asked, of whichever revision: never among the users' requests. */
  public EpochOutcomes synthetic() {
    return synthetic;
  }

  public synchronized List<RevisionOutcomes> revisions() {
    return List.copyOf(revisions.values());
  }

  /** Keeps the ages of requests in flight up to date; called about every 100 ms. */
  public void sweep() {
    revisions().forEach(RevisionOutcomes::sweep);
    synthetic.revision().sweep();
  }
}
