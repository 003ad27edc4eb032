package dev.belay.controlplane.synthetic;

import java.time.Instant;

/** What a revision that has no traffic yet made of all synthetic requests. */
public sealed interface Gate {

  /** When the last answer was there. */
  Instant at();

  /** Each was answered as expected, on every way by every instance. */
  record Passed(int requests, Instant at) implements Gate {}

  /** One was not, and stable does answer it, or there is none. */
  record Failed(SyntheticResult result, Instant at) implements Gate {}

  /** One was not, and stable does not answer it now either. */
  record Shared(SyntheticResult result, SyntheticResult stable, Instant at) implements Gate {}

  /** Not all could be asked, which is neither success nor failure. */
  record Unknown(String why, Instant at) implements Gate {}
}
