package dev.belay.controlplane.synthetic;

import java.util.HashSet;
import java.util.List;

/**
 * The synthetic requests of a policy.
 *
 * @param requests {@value #MAX_REQUESTS} at most, with different names
 * @param countForPromotion whether their answers stand in for users' where those are too few to go
 *     on; default false
 */
public record SyntheticPlan(List<SyntheticRequest> requests, boolean countForPromotion) {

  public static final int MAX_REQUESTS = 20;
  public static final SyntheticPlan NONE = new SyntheticPlan(List.of(), false);

  public SyntheticPlan {
    requests = List.copyOf(requests);
    if (requests.size() > MAX_REQUESTS) {
      throw new IllegalArgumentException(
          "%d synthetic requests are too many; the limit is %d"
              .formatted(requests.size(), MAX_REQUESTS));
    }
    var names = new HashSet<String>();
    requests.forEach(request -> {
      if (!names.add(request.name())) {
        throw new IllegalArgumentException("Two synthetic requests are called " + request.name());
      }
    });
  }

  public boolean isEmpty() {
    return requests.isEmpty();
  }
}
