package dev.belay.controlplane.ui.login;

import java.util.Comparator;
import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells a caller who it is, so that a page can leave out what would be refused. */
@RestController
class WhoAmI {

  private static final String PREFIX = "ROLE_";

  @GetMapping("/api/v1/me")
  Me me(Authentication who) {
    var roles =
        who.getAuthorities().stream()
            .map(GrantedAuthority::getAuthority)
            .filter(each -> each != null && each.startsWith(PREFIX))
            .map(each -> each.substring(PREFIX.length()))
            .sorted(Comparator.naturalOrder())
            .toList();
    return new Me(who.getName(), roles);
  }

  /** A name and the roles that go with it, those that are included too. */
  record Me(String name, List<String> roles) {}
}
