package dev.belay.controlplane.ui.login;

import org.jspecify.annotations.Nullable;

/**
 * What {@code credentials.json} holds. Never printed: {@link #toString()} shows the address only.
 *
 * @param consoleUrl where the console answers; null until it does
 * @param apiToken for {@code Authorization: Bearer}; has the operator's role
 * @param demoApiKey for trying the services' public routes; null where there is none
 */
record Credentials(
    @Nullable String consoleUrl,
    Login operator,
    Login viewer,
    String apiToken,
    @Nullable String demoApiKey) {

  private static final int SHORTEST = 12;
  // bcrypt refuses longer ones.
  private static final int LONGEST = 72;

  Credentials {
    require(operator != null, "operator", "is missing");
    require(viewer != null, "viewer", "is missing");
    require(!operator.username().equals(viewer.username()), "viewer", "has the operator's name");
    checkSecret("apiToken", apiToken);
  }

  static Credentials generate() {
    return new Credentials(
        null,
        new Login("operator", Secret.generate()),
        new Login("viewer", Secret.generate()),
        Secret.generate(),
        null);
  }

  Credentials announcing(@Nullable String url, @Nullable String demoKey) {
    return new Credentials(url, operator, viewer, apiToken, demoKey);
  }

  private static void checkSecret(String what, @Nullable String value) {
    require(value != null && value.length() >= SHORTEST, what, "has less than 12 characters");
    require(value == null || value.length() <= LONGEST, what, "has more than 72 characters");
  }

  private static void require(boolean holds, String what, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(what + " " + otherwise);
    }
  }

  @Override
  public String toString() {
    return "Credentials[" + consoleUrl + "]";
  }

  /** A person's name and password. */
  record Login(String username, String password) {

    Login {
      require(username != null && !username.isBlank(), "username", "is missing");
      checkSecret("password", password);
    }

    @Override
    public String toString() {
      return "Login[" + username + "]";
    }
  }
}
