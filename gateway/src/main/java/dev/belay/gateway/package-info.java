/** The local data plane. */
@NullMarked
package dev.belay.gateway;

import org.jspecify.annotations.NullMarked;
