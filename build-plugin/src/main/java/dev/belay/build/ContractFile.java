package dev.belay.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code META-INF/release-contract.json}: the same contract has the same bytes everywhere. */
final class ContractFile {

  static final String NAME = "META-INF/release-contract.json";
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  // Record components in their order, and line feeds on every system.
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

  private ContractFile() {}

  static Path write(Contract contract, Path classes) throws IOException {
    var indenter = new DefaultIndenter("  ", "\n");
    var printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    byte[] content = JSON.writer().with(printer).writeValueAsBytes(contract);
    if (content.length > MAX_BYTES) {
      throw new BuildFault(
          "the release contract has %d bytes; the limit is 16 MiB: fewer recorded statements make it smaller"
              .formatted(content.length));
    }
    Path file = classes.resolve(NAME);
    Files.createDirectories(file.getParent());
    // An unchanged file stays as old as it is: whoever packs it has nothing to do.
    if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
      Files.write(file, content);
    }
    return file;
  }

  static Contract read(Path classes) throws IOException {
    Path file = classes.resolve(NAME);
    if (!Files.exists(file)) {
      throw new BuildFault(
          file + " is missing; the goal 'contract' writes it, in the phase prepare-package");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new BuildFault(file + " is larger than 16 MiB");
    }
    try {
      return JSON.readValue(Files.readAllBytes(file), Contract.class);
    } catch (JacksonException e) {
      throw new BuildFault(
          file + " is no release contract: " + e.getOriginalMessage() + "; build it anew", e);
    }
  }
}
