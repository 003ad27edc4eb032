package dev.belay.build;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Where Spring Boot looks for entities and repositories: below the application's class, and where
 * annotations say.
 *
 * @param found whether there is an application, or an annotation that says where
 */
record EntityPackages(Set<String> names, boolean found) {

  private static final Set<String> APPLICATIONS =
      Set.of(
          "Lorg/springframework/boot/autoconfigure/SpringBootApplication;",
          "Lorg/springframework/boot/autoconfigure/EnableAutoConfiguration;",
          "Lorg/springframework/boot/autoconfigure/AutoConfigurationPackage;");

  static EntityPackages of(OwnClasses classes) {
    Set<String> names = new TreeSet<>();
    classes.visit(new Finder(names));
    if (!names.isEmpty()) {
      return new EntityPackages(names, true);
    }
    for (ClassReader type : classes.all()) {
      if (type.getClassName().contains("/")) {
        names.add(packageOf(type.getClassName()));
      }
    }
    return new EntityPackages(names, false);
  }

  private static String packageOf(String internalName) {
    int end = internalName.lastIndexOf('/');
    return end < 0 ? "" : internalName.substring(0, end).replace('/', '.');
  }

  private static final class Finder extends ClassVisitor {
    private final Set<String> names;
    private String type = "";

    Finder(Set<String> names) {
      super(Opcodes.ASM9);
      this.names = names;
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String above,
        String[] interfaces) {
      type = name;
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      boolean application = APPLICATIONS.contains(descriptor);
      if (application) {
        names.add(packageOf(type));
      }
      boolean tells =
          application
              || descriptor.endsWith("/EntityScan;")
              || descriptor.matches("Lorg/springframework/data/.*/Enable\\w+Repositories;");
      return tells ? new Packages(names, type) : null;
    }
  }

  /** {@code basePackages}, {@code value} and {@code basePackageClasses}. */
  private static final class Packages extends AnnotationVisitor {
    private final Set<String> names;
    private final String type;
    private final Set<String> before;
    private boolean told;

    Packages(Set<String> names, String type) {
      super(Opcodes.ASM9);
      this.names = names;
      this.type = type;
      this.before = new TreeSet<>(names);
    }

    @Override
    public @Nullable AnnotationVisitor visitArray(String member) {
      boolean wanted = Set.of("value", "basePackages", "basePackageClasses").contains(member);
      return wanted ? this : null;
    }

    @Override
    public void visit(@Nullable String member, Object value) {
      if (value instanceof Type named) {
        told = true;
        names.add(packageOf(named.getInternalName()));
      } else if (value instanceof String text && member == null) {
        told = true;
        names.add(text);
      }
    }

    @Override
    public void visitEnd() {
      // Without a word about where, the annotation means its own package.
      if (!told && names.equals(before)) {
        names.add(packageOf(type));
      }
    }
  }
}
