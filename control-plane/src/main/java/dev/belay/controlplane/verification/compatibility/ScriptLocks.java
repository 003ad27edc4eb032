package dev.belay.controlplane.verification.compatibility;

import java.util.Set;
import java.util.SortedMap;

/**
 * What one script held when it ended, of tables that were there before it.
 *
 * @param strongest lock mode by table, as PostgreSQL names it, of those that keep others waiting
 * @param rewritten tables whose files are others now
 */
record ScriptLocks(String script, SortedMap<String, String> strongest, Set<String> rewritten) {}
