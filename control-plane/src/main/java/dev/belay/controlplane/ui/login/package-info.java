/**
 * Who may do what in the console: the credentials file, passwords and tokens, roles, the instance
 * proxy's limits. Knows nothing of releases. Start at {@link
 * dev.belay.controlplane.ui.login.SecurityConfiguration}.
 */
@NullMarked
package dev.belay.controlplane.ui.login;

import org.jspecify.annotations.NullMarked;
