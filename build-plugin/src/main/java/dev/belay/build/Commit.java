package dev.belay.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The commit that is built, with {@code -dirty} where files differ from it; asks git for 10 s. */
final class Commit {

  private Commit() {}

  static @Nullable String of(Path directory) {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      git.getOutputStream().close();
      if (!git.waitFor(10, TimeUnit.SECONDS)) {
        git.destroyForcibly();
        return null;
      }
      String words =
          new String(git.getInputStream().readNBytes(200), StandardCharsets.UTF_8).strip();
      return git.exitValue() == 0 && words.matches("[0-9a-f]{40,64}(-dirty)?") ? words : null;
    } catch (IOException noGit) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
