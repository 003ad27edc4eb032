package dev.belay.gateway.routing;

import java.util.List;

/**
 * What survives a restart.
 *
 * @param highestFencingToken of all services; 0 if none was seen
 */
record State(long highestFencingToken, List<TableDocument> tables) {

  State {
    tables = List.copyOf(tables);
  }

  static State empty() {
    return new State(0, List.of());
  }
}
