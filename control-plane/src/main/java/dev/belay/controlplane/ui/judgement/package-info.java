/**
 * The judge over REST, for Argo Rollouts, Flagger and whoever moves traffic by themselves. The
 * contract is {@code docs/judgements.md}.
 */
@NullMarked
package dev.belay.controlplane.ui.judgement;

import org.jspecify.annotations.NullMarked;
