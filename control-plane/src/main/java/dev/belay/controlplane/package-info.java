/**
 * The control plane: each direct sub-package is a module that owns one thing and states in its
 * {@code package-info} what it may use. Start reading at {@code rollout}, the pure decision.
 */
@NullMarked
package dev.belay.controlplane;

import org.jspecify.annotations.NullMarked;
