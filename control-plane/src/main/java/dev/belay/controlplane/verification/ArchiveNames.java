package dev.belay.controlplane.verification;

import dev.belay.controlplane.verification.CentralDirectory.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Names of entries that would lead whoever unpacks them elsewhere, or to one of two. */
final class ArchiveNames {

  private static final int NAMED = 10;
  private static final int LONGEST = 120;

  /** What decoding makes of bytes that are not UTF-8. */
  private static final char UNREADABLE = '\uFFFD';

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\uFFFD]");

  private ArchiveNames() {}

  /** By hand: an artifact's libraries have some ten thousand names. */
  static boolean leadsOut(Entry entry) {
    String name = entry.name();
    if (name.isEmpty() || isSeparator(name.charAt(0)) || hasDrive(name)) {
      return true;
    }
    int segment = 0;
    for (int at = 0; at < name.length(); at++) {
      char each = name.charAt(at);
      if (Character.isISOControl(each) || each == UNREADABLE) {
        return true;
      }
      if (isSeparator(each)) {
        if (isUp(name, segment, at)) {
          return true;
        }
        segment = at + 1;
      }
    }
    return isUp(name, segment, name.length());
  }

  private static boolean isSeparator(char each) {
    return each == '/' || each == '\\';
  }

  private static boolean hasDrive(String name) {
    return name.length() > 1 && name.charAt(1) == ':' && Character.isLetter(name.charAt(0));
  }

  private static boolean isUp(String name, int from, int to) {
    return to - from == 2 && name.startsWith("..", from);
  }

  static List<String> twice(List<Entry> entries) {
    var seen = new HashSet<String>();
    return entries.stream().map(Entry::name).filter(name -> !seen.add(name)).distinct().toList();
  }

  /** All findings about names. */
  static List<Finding> judge(String rule, CentralDirectory archive) {
    var findings = new ArrayList<Finding>();
    List<String> out =
        archive.entries().stream().filter(ArchiveNames::leadsOut).map(Entry::name).toList();
    if (!out.isEmpty()) {
      findings.add(
          Finding.blocker(
              rule,
              "%d of its entries have names that lead out of the directory in which it is unpacked: %s"
                  .formatted(out.size(), shown(out)),
              "Build the artifact again with names that are relative and have no '..', backslash"
                  + " root or control character; see who put these there.",
              Map.of("entries", shown(out))));
    }
    List<String> twice = twice(archive.entries());
    if (!twice.isEmpty()) {
      findings.add(
          Finding.blocker(
              rule,
              "%d of its entries are there twice, so that it depends on the reader which one counts: %s"
                  .formatted(twice.size(), shown(twice)),
              "Build the artifact again.",
              Map.of("entries", shown(twice))));
    }
    return findings;
  }

  /** For people: some of them, cut, and without what would move a terminal's cursor. */
  static String shown(List<String> names) {
    String some =
        names.stream()
            .limit(NAMED)
            .map(ArchiveNames::shown)
            .collect(java.util.stream.Collectors.joining(", "));
    return names.size() > NAMED ? some + " and %d more".formatted(names.size() - NAMED) : some;
  }

  static String shown(String name) {
    String plain = CONTROL.matcher(name).replaceAll("?");
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
  }
}
