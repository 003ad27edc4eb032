package dev.belay.controlplane.policy;

import dev.belay.controlplane.probe.ProbeSpec;
import dev.belay.controlplane.synthetic.SyntheticPlan;
import dev.belay.controlplane.synthetic.SyntheticRequest;
import dev.belay.controlplane.synthetic.SyntheticRequest.Expectation;
import dev.belay.controlplane.synthetic.SyntheticRequest.FilePart;
import dev.belay.controlplane.synthetic.SyntheticRequest.HeaderValue;
import dev.belay.controlplane.synthetic.SyntheticRequest.Method;
import dev.belay.controlplane.synthetic.SyntheticRequest.Via;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads {@code spec.syntheticRequests}. */
final class SyntheticReader {

  private static final int LONGEST_HEADER = 1_024;
  private static final int LONGEST_NAME = 64;
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
  private static final Pattern VISIBLE = Pattern.compile("[\\x20-\\x7e]*");

  /** What frames a message, or is said by whoever passes it on. */
  private static final Set<String> OURS =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "expect",
          "upgrade",
          "te",
          "trailer",
          "via",
          "forwarded");

  private final Problems problems;
  private final SyntheticFilesReader files;

  SyntheticReader(Problems problems, SyntheticFilesReader files) {
    this.problems = problems;
    this.files = files;
  }

  SyntheticPlan read(Section spec) {
    boolean counts = spec.find("syntheticCountsForPromotion").flatMap(Entry::truth).orElse(false);
    List<Entry> items =
        spec.find("syntheticRequests")
            .map(entry -> entry.items(0, SyntheticPlan.MAX_REQUESTS))
            .orElse(List.of());
    var requests = new ArrayList<SyntheticRequest>();
    var names = new HashSet<String>();
    for (Entry item : items) {
      item.section().flatMap(section -> request(section, names)).ifPresent(requests::add);
    }
    return problems.none() ? new SyntheticPlan(requests, counts) : SyntheticPlan.NONE;
  }

  private Optional<SyntheticRequest> request(Section section, Set<String> names) {
    Optional<String> name =
        section.require("name", "Such as name: health.").flatMap(entry -> name(entry, names));
    Optional<Entry> written = section.find("method");
    Method method = written.flatMap(SyntheticReader::method).orElse(Method.GET);
    boolean mutating = section.find("mutating").flatMap(Entry::truth).orElse(false);
    if (!method.safe() && !mutating) {
      written.ifPresent(entry ->
          entry.error(
              method + " may change something, and it is sent to stable too, perhaps twice",
              "Write mutating: true if the service can bear that, or use GET."));
    }
    Optional<String> path =
        section.require("path", "Such as path: /orders?limit=1.").flatMap(SyntheticReader::path);
    Map<String, HeaderValue> headers =
        section.find("headers").flatMap(Entry::section).map(this::headers).orElse(Map.of());
    Optional<Entry> text = section.find("body");
    Optional<String> body = text.flatMap(entry -> entry.text(SyntheticRequest.MAX_BODY));
    Optional<Entry> form = section.find("multipart");
    Optional<FilePart> file = form.flatMap(Entry::section).flatMap(files::read);
    text.or(() -> form)
        .filter(entry -> method.safe())
        .ifPresent(entry -> entry.error(method + " has no body", "Leave it out, or use POST."));
    if (text.isPresent()) {
      form.ifPresent(entry -> entry.error("there is a body too", "Leave one of the two out."));
    }
    if (form.isPresent() && headers.keySet().stream().anyMatch("content-type"::equalsIgnoreCase)) {
      section.error(
          "a multipart form says its Content-Type itself", "Leave the header out of headers.");
    }
    Expectation expect =
        section
            .find("expect")
            .flatMap(Entry::section)
            .map(answer -> expect(answer, method))
            .orElse(Expectation.OK);
    var timeout =
        section
            .find("timeout")
            .flatMap(entry -> entry.duration(SyntheticRequest.SHORTEST, SyntheticRequest.LONGEST))
            .orElse(SyntheticRequest.STANDARD_TIMEOUT);
    List<Via> via = section.find("via").map(this::via).orElse(List.of(Via.values()));
    int perMinute =
        section
            .find("perMinute")
            .flatMap(entry -> entry.integer(1, SyntheticRequest.MOST_PER_MINUTE))
            .orElse(SyntheticRequest.STANDARD_PER_MINUTE);
    section.close();
    return problems.none() && name.isPresent() && path.isPresent()
        ? Optional.of(
            new SyntheticRequest(
                name.get(),
                method,
                mutating,
                path.get(),
                headers,
                body.orElse(null),
                file.orElse(null),
                expect,
                timeout,
                via,
                perMinute))
        : Optional.empty();
  }

  private static Optional<String> name(Entry entry, Set<String> names) {
    Optional<String> name = entry.text(SyntheticRequest.MAX_NAME);
    if (name.isEmpty()) {
      return name;
    }
    if (!SyntheticRequest.isName(name.get())) {
      entry.error(
          "'%s' is not the name of a request".formatted(entry.shown()),
          "Use a-z, 0-9 and '-', 40 characters at most.");
      return Optional.empty();
    }
    if (!names.add(name.get())) {
      entry.error("%s is there twice".formatted(name.get()), "Give each request its own name.");
      return Optional.empty();
    }
    return name;
  }

  private static Optional<Method> method(Entry entry) {
    List<String> words = Arrays.stream(Method.values()).map(Enum::name).toList();
    Optional<String> text = entry.text(LONGEST_NAME);
    if (text.isPresent() && !words.contains(text.get())) {
      entry.error(
          "'%s' is none of: %s".formatted(entry.shown(), String.join(", ", words)),
          Spelling.nearest(text.get().toUpperCase(Locale.ROOT), words)
              .map("Did you mean %s?"::formatted)
              .orElse("Write one of these."));
      return Optional.empty();
    }
    return text.map(Method::valueOf);
  }

  private static Optional<String> path(Entry entry) {
    Optional<String> path = entry.text(ProbeSpec.MAX_PATH);
    if (path.isPresent() && !ProbeSpec.isPath(path.get())) {
      entry.error(
          "'%s' is not the path of a URL".formatted(entry.shown()),
          "Begin with / and use the characters of URLs; a query is allowed, a host is not.");
      return Optional.empty();
    }
    return path;
  }

  private Map<String, HeaderValue> headers(Section section) {
    var headers = new TreeMap<String, HeaderValue>();
    few(section, SyntheticRequest.MAX_HEADERS, "headers");
    section
        .all()
        .forEach((name, entry) -> {
          if (isHeader(section, name, entry)) {
            header(entry).ifPresent(value -> headers.put(name, value));
            if (entry.kind() != Entry.Kind.MAPPING && TargetReader.looksSecret(name)) {
              problems.warning(
                  section.nameOf(name),
                  entry.pointer(),
                  "it looks like a secret, and a value that is written out is kept in plain text",
                  "If it is one, write {secretRef: file:/path}.");
            }
          }
        });
    return headers;
  }

  private static Optional<HeaderValue> header(Entry entry) {
    if (entry.kind() == Entry.Kind.MAPPING) {
      return entry
          .section()
          .flatMap(kept -> {
            Optional<HeaderValue> value =
                kept.require("secretRef", "Write the value itself, or {secretRef: file:/path}.")
                    .flatMap(TargetReader::reference)
                    .map(reference -> new HeaderValue(null, reference));
            kept.close();
            return value;
          });
    }
    return value(entry).map(value -> new HeaderValue(value, null));
  }

  /** The message does not repeat the value. */
  private static Optional<String> value(Entry entry) {
    Optional<String> value = entry.literal();
    if (value.isPresent()
        && (value.get().length() > LONGEST_HEADER || !VISIBLE.matcher(value.get()).matches())) {
      entry.error(
          "it is not the value of a header",
          "%d characters of visible ASCII at most.".formatted(LONGEST_HEADER));
      return Optional.empty();
    }
    return value;
  }

  private boolean isHeader(Section section, String name, Entry entry) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean reserved =
        OURS.contains(lower) || lower.startsWith("belay-") || lower.startsWith("x-forwarded-");
    if (HEADER.matcher(name).matches() && !reserved) {
      return true;
    }
    problems.error(
        section.nameOf(name),
        entry.pointer(),
        reserved ? "this header is Belay's own to send" : "it is not the name of a header",
        reserved ? "Leave it out." : "Such as X-Tenant; 64 characters at most.");
    return false;
  }

  private Expectation expect(Section answer, Method method) {
    List<Integer> status =
        answer.find("status").map(SyntheticReader::statuses).orElse(List.of(200));
    var headers = new TreeMap<String, String>();
    answer
        .find("header")
        .flatMap(Entry::section)
        .ifPresent(section -> {
          few(section, Expectation.MAX_HEADERS, "headers");
          section
              .all()
              .forEach((name, entry) -> value(entry).ifPresent(value -> headers.put(name, value)));
        });
    var pointers = new TreeMap<String, String>();
    answer
        .find("jsonPointer")
        .ifPresent(entry -> {
          if (method == Method.HEAD) {
            entry.error("the answer to HEAD has no body", "Use GET.");
          }
          entry.section().ifPresent(section -> pointers(section, pointers));
        });
    answer.close();
    return status.isEmpty() ? Expectation.OK : new Expectation(status, headers, pointers);
  }

  private void pointers(Section section, Map<String, String> pointers) {
    few(section, Expectation.MAX_POINTERS, "pointers");
    section
        .all()
        .forEach((pointer, entry) -> {
          if (!pointer.startsWith("/") || pointer.length() > Expectation.LONGEST_POINTER) {
            problems.error(
                section.nameOf(pointer),
                entry.pointer(),
                "it is not a JSON pointer (RFC 6901)",
                "Such as /status or /items/0/name; 200 characters at most.");
          } else {
            entry.json(LONGEST_HEADER).ifPresent(json -> pointers.put(pointer, json));
          }
        });
  }

  private static List<Integer> statuses(Entry entry) {
    List<Entry> written =
        entry.kind() == Entry.Kind.LIST ? entry.items(1, Expectation.MAX_STATUS) : List.of(entry);
    return written.stream().flatMap(each -> each.integer(200, 599).stream()).toList();
  }

  private List<Via> via(Entry entry) {
    var ways = new LinkedHashSet<Via>();
    entry
        .items(1, Via.values().length)
        .forEach(item -> item.choice(Via.class).ifPresent(ways::add));
    return ways.isEmpty() ? List.of(Via.values()) : List.copyOf(ways);
  }

  private static void few(Section section, int most, String what) {
    if (section.all().size() > most) {
      section.error("%d %s are too many".formatted(section.all().size(), what), most + " at most.");
    }
  }
}
