package dev.belay.controlplane.ui.login;

import java.util.List;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** What somebody may do in the console. */
enum Role {
  /** Read. */
  VIEWER,
  /** Read and act. */
  OPERATOR,
  /** Register instances and take them off, nothing else. */
  REGISTRAR;

  /** With what the role includes. */
  List<GrantedAuthority> authorities() {
    return switch (this) {
      case VIEWER, REGISTRAR -> List.of(authority(this));
      case OPERATOR -> List.of(authority(OPERATOR), authority(VIEWER));
    };
  }

  private static GrantedAuthority authority(Role role) {
    return new SimpleGrantedAuthority("ROLE_" + role.name());
  }
}
