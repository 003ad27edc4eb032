package dev.belay.build;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Classes that the service's own code refers to and its run-time class path does not have. Not
 * looked at: annotations and what stands in them, which may be absent; classes and methods with
 * {@code @ConditionalOnClass}; names that are only looked up as texts; what libraries refer to.
 */
final class MissingClasses {

  private static final List<String> OF_THE_JDK = List.of("java/", "jdk/", "sun/", "com/sun/");
  static final String CONDITION =
      "Lorg/springframework/boot/autoconfigure/condition/ConditionalOnClass;";

  private final Set<String> known = new HashSet<>();

  private MissingClasses(Service service) {
    for (var place : service.classPath()) {
      Names.of(place, known);
    }
  }

  /** By the missing class: those that refer to it. */
  static TreeMap<String, Set<String>> of(Service service, OwnClasses classes) {
    MissingClasses missing = new MissingClasses(service);
    Set<String> conditional = conditional(classes);
    TreeMap<String, Set<String>> found = new TreeMap<>();
    for (ClassReader type : classes.all()) {
      String name = type.getClassName();
      if (isBelow(name, conditional)) {
        continue;
      }
      for (String reference : References.of(type)) {
        if (missing.lacks(reference)) {
          found.computeIfAbsent(dotted(reference), key -> new TreeSet<>()).add(dotted(name));
        }
      }
    }
    return found;
  }

  private static String dotted(String name) {
    return name.replace('/', '.');
  }

  private boolean lacks(String name) {
    return OF_THE_JDK.stream().noneMatch(name::startsWith)
        && !known.contains(name)
        && ClassLoader.getPlatformClassLoader().getResource(name + ".class") == null;
  }

  private static boolean isBelow(String name, Set<String> conditional) {
    return conditional.stream()
        .anyMatch(outer -> name.equals(outer) || name.startsWith(outer + "$"));
  }

  private static Set<String> conditional(OwnClasses classes) {
    Set<String> found = new HashSet<>();
    for (ClassReader type : classes.all()) {
      type.accept(
          new ClassVisitor(Opcodes.ASM9) {
            @Override
            public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
              if (descriptor.equals(CONDITION)) {
                found.add(type.getClassName());
              }
              return super.visitAnnotation(descriptor, visible);
            }
          },
          ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
    }
    return found;
  }

  static List<Finding> findings(Service service, OwnClasses classes, Finding.Level level) {
    return of(service, classes).entrySet().stream()
        .map(entry ->
            new Finding(
                level,
                "MissingClass",
                "%s is not on the run-time class path; %s refers to it: add its dependency, with a scope that the service is packed with"
                    .formatted(entry.getKey(), Finding.some(List.copyOf(entry.getValue())))))
        .toList();
  }
}
