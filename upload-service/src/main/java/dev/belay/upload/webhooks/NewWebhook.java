package dev.belay.upload.webhooks;

import dev.belay.upload.net.Destinations;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody wants to be told and where, checked. */
record NewWebhook(String url, List<String> events) {

  private static final int LONGEST = 1_000;

  /**
   * @throws IllegalArgumentException in words for callers
   */
  static NewWebhook checked(
      @Nullable String url, @Nullable List<String> events, Destinations destinations) {
    return new NewWebhook(address(url, destinations), known(events));
  }

  private static List<String> known(@Nullable List<String> events) {
    if (events == null
        || events.isEmpty()
        || events.size() > EventType.values().length
        || !EventType.all().containsAll(events)) {
      throw new IllegalArgumentException(
          "events must be some of %s".formatted(String.join(", ", EventType.all())));
    }
    return events.stream().distinct().sorted().toList();
  }

  private static String address(@Nullable String url, Destinations destinations) {
    if (url == null || url.length() > LONGEST) {
      throw badUrl();
    }
    try {
      URI uri = new URI(new URI(url.strip()).toASCIIString());
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      String host = uri.getHost();
      if (!web || host == null || uri.getUserInfo() != null || uri.getFragment() != null) {
        throw badUrl();
      }
      // Names are looked at when something is delivered: what they stand for may change.
      if (Destinations.isLiteral(host)) {
        destinations.resolve(host);
      }
      return uri.toString();
    } catch (URISyntaxException | UnknownHostException e) {
      throw badUrl();
    } catch (Destinations.ForbiddenException e) {
      throw new IllegalArgumentException(
          "url leads to an address that is not a public one, which webhooks may not"
              + " (upload.webhooks.allow-private)");
    }
  }

  private static IllegalArgumentException badUrl() {
    return new IllegalArgumentException(
        "url must be http or https with a host, without login and fragment, of %d characters at most"
            .formatted(LONGEST));
  }
}
