package dev.belay.controlplane.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of Prometheus' text format, version 0.0.4.
 *
 * @param labels at most {@value #MOST_LABELS}
 * @param value as it is written
 */
record Sample(String name, Map<String, String> labels, String value) {

  static final int MOST_LABELS = 64;

  /**
   * @throws Unreadable with the beginning of the line
   */
  static Sample parse(String line) throws Unreadable {
    return new Parser(line).sample();
  }

  private static final class Parser {
    private final String line;
    private int at;

    private Parser(String line) {
      this.line = line;
    }

    private Sample sample() throws Unreadable {
      String name = until("{ ");
      var labels = new LinkedHashMap<String, String>();
      if (peek() == '{') {
        at++;
        while (peek() != '}') {
          label(labels);
          if (peek() == ',') {
            at++;
          } else if (peek() != '}') {
            throw wrong();
          }
        }
        at++;
      }
      // A time may follow the value.
      String[] rest = line.substring(at).strip().split("\\s+");
      if (name.isEmpty() || rest[0].isEmpty() || rest.length > 2) {
        throw wrong();
      }
      return new Sample(name, labels, rest[0]);
    }

    private void label(Map<String, String> labels) throws Unreadable {
      String name = until("=").strip();
      at++;
      if (name.isEmpty() || peek() != '"') {
        throw wrong();
      }
      at++;
      var value = new StringBuilder();
      while (peek() != '"') {
        char next = line.charAt(at++);
        value.append(next == '\\' ? escaped() : next);
      }
      at++;
      if (labels.put(name, value.toString()) != null || labels.size() > MOST_LABELS) {
        throw wrong();
      }
    }

    private char escaped() throws Unreadable {
      char next = peek();
      at++;
      return next == 'n' ? '\n' : next;
    }

    private String until(String ends) throws Unreadable {
      int from = at;
      while (ends.indexOf(peek()) < 0) {
        at++;
      }
      return line.substring(from, at);
    }

    private char peek() throws Unreadable {
      if (at >= line.length()) {
        throw wrong();
      }
      return line.charAt(at);
    }

    private Unreadable wrong() {
      return new Unreadable("this is no line of Prometheus' format: " + Unreadable.shown(line));
    }
  }
}
