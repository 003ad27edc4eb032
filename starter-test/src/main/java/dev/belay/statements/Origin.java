package dev.belay.statements;

import java.lang.StackWalker.Option;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who sends a statement: the nearest class on the stack that is the service's, a test's or a
 * migration tool's. All other classes are libraries, which send what they are told to.
 */
final class Origin {

  /** Directories and jars of the service's own classes, if not {@code target/classes} alone. */
  static final String PROPERTY = "belay.statements.classes";

  private static final List<String> TOOLS =
      List.of(
          "org.flywaydb.",
          "liquibase.",
          "org.hibernate.tool.schema.",
          "org.springframework.jdbc.datasource.init.");

  private static final StackWalker STACK = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);

  private final Set<Path> own;
  private final ClassValue<Boolean> decides;

  Origin(List<Path> own) {
    this.own = own.stream().map(Origin::real).collect(Collectors.toSet());
    this.decides =
        new ClassValue<>() {
          @Override
          protected Boolean computeValue(Class<?> type) {
            return kind(type) != Kind.LIBRARY;
          }
        };
  }

  static Origin ofThisProcess() {
    return new Origin(places());
  }

  static List<Path> places() {
    String places = System.getProperty(PROPERTY, "target/classes");
    return Stream.of(places.split(System.getProperty("path.separator"))).map(Path::of).toList();
  }

  boolean isTheService() {
    Optional<Class<?>> nearest =
        STACK.walk(frames ->
            frames
                .<Class<?>>map(StackWalker.StackFrame::getDeclaringClass)
                .filter(decides::get)
                .findFirst());
    return nearest.isPresent() && kind(nearest.get()) == Kind.SERVICE;
  }

  private enum Kind {
    SERVICE,
    TEST,
    TOOL,
    LIBRARY
  }

  private Kind kind(Class<?> type) {
    if (TOOLS.stream().anyMatch(type.getName()::startsWith)) {
      return Kind.TOOL;
    }
    if (Proxy.isProxyClass(type)) {
      // A repository of the service that a test calls: what it sends is the service's.
      return Stream.of(type.getInterfaces()).anyMatch(this::isOwn) ? Kind.SERVICE : Kind.LIBRARY;
    }
    if (isOwn(type)) {
      return Kind.SERVICE;
    }
    return place(type).filter(Origin::isOfTests).isPresent() ? Kind.TEST : Kind.LIBRARY;
  }

  /** {@code target/test-classes}, {@code build/classes/java/test} and the like. */
  private static boolean isOfTests(Path place) {
    Path name = place.getFileName();
    return Files.isDirectory(place) && name != null && name.toString().contains("test");
  }

  private boolean isOwn(Class<?> type) {
    return place(type).filter(own::contains).isPresent();
  }

  private static Optional<Path> place(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(real(Path.of(source.getLocation().toURI())));
    } catch (URISyntaxException | RuntimeException notAFile) {
      return Optional.empty();
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (java.io.IOException notThere) {
      return path.toAbsolutePath().normalize();
    }
  }
}
