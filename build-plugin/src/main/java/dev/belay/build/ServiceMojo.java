package dev.belay.build;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Component;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/** What both goals need of the build. */
@SuppressWarnings("NullAway.Init") // Maven sets the fields.
abstract class ServiceMojo extends AbstractMojo {

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  MavenProject project;

  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  MavenSession session;

  @Parameter(defaultValue = "${plugin.artifacts}", readonly = true, required = true)
  private List<Artifact> pluginArtifacts;

  @Component private ToolchainManager toolchains;

  /** Where the service's classes are, and the contract goes. */
  @Parameter(defaultValue = "${project.build.outputDirectory}", required = true)
  private File classesDirectory;

  /**
   * Dependencies that count as the service's own code, as {@code groupId:artifactId}: a service of
   * more modules than one.
   */
  @Parameter private List<String> modules = new ArrayList<>();

  /** Leaves both goals out. */
  @Parameter(property = "belay.contract.skip", defaultValue = "false")
  private boolean skip;

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("Left out: belay.contract.skip");
      return;
    }
    try {
      run();
    } catch (BuildFault e) {
      throw new MojoExecutionException(String.valueOf(e.getMessage()), e);
    }
  }

  abstract void run() throws MojoExecutionException, MojoFailureException;

  final Service service() throws MojoExecutionException {
    Path classes = classesDirectory.toPath();
    List<Path> own = new ArrayList<>(List.of(classes));
    for (String module : modules) {
      own.add(module(module));
    }
    return new Service(
        project.getArtifactId(),
        project.getVersion(),
        project.getBasedir().toPath(),
        classes,
        own,
        classPath(classes));
  }

  private Path module(String name) throws MojoExecutionException {
    for (Artifact artifact : project.getArtifacts()) {
      String known = artifact.getGroupId() + ":" + artifact.getArtifactId();
      if (known.equals(name) && artifact.getFile() != null) {
        return artifact.getFile().toPath();
      }
    }
    throw new MojoExecutionException(
        "<modules> names %s, which is no dependency of %s"
            .formatted(name, project.getArtifactId()));
  }

  private List<Path> classPath(Path classes) throws MojoExecutionException {
    try {
      List<Path> classPath = new ArrayList<>(List.of(classes));
      for (String element : project.getRuntimeClasspathElements()) {
        Path place = Path.of(element);
        if (!classPath.contains(place)) {
          classPath.add(place);
        }
      }
      return classPath;
    } catch (DependencyResolutionRequiredException e) {
      throw new MojoExecutionException("The run-time class path is not resolved", e);
    }
  }

  final Forks forks() {
    List<Path> plugin = new ArrayList<>();
    for (Artifact artifact : pluginArtifacts) {
      if (artifact.getFile() != null) {
        plugin.add(artifact.getFile().toPath());
      }
    }
    return new Forks(java(), plugin);
  }

  private Path java() {
    @Nullable Toolchain toolchain = toolchains.getToolchainFromBuildContext("jdk", session);
    @Nullable String java = toolchain == null ? null : toolchain.findTool("java");
    return java != null ? Path.of(java) : Path.of(System.getProperty("java.home"), "bin", "java");
  }
}
