package dev.belay.build;

import java.nio.file.Path;
import java.util.List;

/**
 * What is built: a service as files.
 *
 * @param classes where its own classes and resources are, and where the contract goes
 * @param own {@code classes}, and jars or directories that count as the service's own too
 * @param classPath with which it will run, {@code own} included
 * @param directory of its module
 */
record Service(
    String artifact,
    String version,
    Path directory,
    Path classes,
    List<Path> own,
    List<Path> classPath) {}
