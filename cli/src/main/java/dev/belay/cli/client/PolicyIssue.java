package dev.belay.cli.client;

/**
 * Something that is wrong with a document, or doubtful.
 *
 * @param line from 1
 * @param column from 1
 * @param pointer such as {@code spec.steps[2]}; empty for the whole document
 */
public record PolicyIssue(long line, long column, String pointer, String message, String remedy) {

  static PolicyIssue read(Json json) {
    return new PolicyIssue(
        json.count("line"),
        json.count("column"),
        json.text("pointer"),
        json.text("message"),
        json.text("remedy"));
  }

  /** As compilers write it. */
  public String at(String file) {
    return "%s:%d:%d: %s%s"
        .formatted(file, line, column, pointer.isEmpty() ? "" : pointer + ": ", message);
  }
}
