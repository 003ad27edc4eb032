/**
 * API keys: who may do what, how often, and how much a day. Keys are stored as hashes, a few may
 * come from the configuration. Knows nothing of what a service does. Start at {@link
 * dev.belay.apikeys.ApiKeyFilter}.
 */
@NullMarked
package dev.belay.apikeys;

import org.jspecify.annotations.NullMarked;
