/**
 * The port where a control plane sets tables and reads outcomes: a server of its own, so that
 * nothing that goes wrong here reaches users' requests. Start at {@link
 * dev.belay.gateway.admin.AdminServer}.
 */
@NullMarked
package dev.belay.gateway.admin;

import org.jspecify.annotations.NullMarked;
