package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;

/** Real little programs in real jars, compiled when a test needs them. */
final class TestProgram {

  private TestProgram() {}

  /** A jar whose main method has this body. */
  static Path jar(Path directory, String name, String body) {
    try {
      Path source = Files.createDirectories(directory.resolve(name)).resolve("Main.java");
      Files.writeString(
          source,
          "public class Main { public static void main(String[] a) throws Exception {"
              + body
              + "} }");
      int result =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  null,
                  null,
                  "-proc:none",
                  "-d",
                  source.getParent().toString(),
                  source.toString());
      if (result != 0) {
        throw new IllegalStateException("Does not compile: " + body);
      }
      Path jar = directory.resolve(name + ".jar");
      pack(source.resolveSibling("Main.class"), jar);
      return jar;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static Digest digest(Path file) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return new Digest(HexFormat.of().formatHex(digest));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pack(Path mainClass, Path jar) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "Main");
    try (OutputStream file = Files.newOutputStream(jar);
        var out = new JarOutputStream(file, manifest)) {
      out.putNextEntry(new JarEntry("Main.class"));
      out.write(Files.readAllBytes(mainClass));
      out.closeEntry();
      out.putNextEntry(new JarEntry("name"));
      out.write(jar.toString().getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
  }
}
