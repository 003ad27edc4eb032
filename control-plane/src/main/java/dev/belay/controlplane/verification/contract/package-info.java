/** What a build says of itself: {@code META-INF/release-contract.json} of an artifact. */
@NullMarked
package dev.belay.controlplane.verification.contract;

import org.jspecify.annotations.NullMarked;
