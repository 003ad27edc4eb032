/**
 * Can a revision's code run on a schema? Statements are put to a real server that has the schema
 * and no data; what a server cannot tell without data is judged by rules over the difference of the
 * schemas. Start at {@code Compatibility}.
 */
@NullMarked
package dev.belay.controlplane.verification.compatibility;

import org.jspecify.annotations.NullMarked;
