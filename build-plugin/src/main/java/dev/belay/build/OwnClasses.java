package dev.belay.build;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;

/** The class files that are the service's own, by internal name such as {@code shop/Order}. */
record OwnClasses(Map<String, ClassReader> byName) {

  static OwnClasses of(List<Path> own) {
    Map<String, ClassReader> found = new TreeMap<>();
    for (Path place : own) {
      Content.each(place, Content::isClass, item -> add(place, item, found));
    }
    return new OwnClasses(found);
  }

  private static void add(Path place, Content.Item item, Map<String, ClassReader> found) {
    try {
      ClassReader reader = new ClassReader(item.bytes());
      found.putIfAbsent(reader.getClassName(), reader);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new BuildFault(
          "%s in %s cannot be read as a class file: %s; a newer belay-maven-plugin may know its version"
              .formatted(item.name(), place, e.getMessage()),
          e);
    }
  }

  Collection<ClassReader> all() {
    return byName.values();
  }

  Optional<ClassReader> named(String internalName) {
    return Optional.ofNullable(byName.get(internalName));
  }

  /** Whether a class, or one of its own superclasses, extends or implements one of these. */
  boolean inherits(@Nullable ClassReader type, List<String> wanted) {
    for (int i = 0; type != null && i < 50; i++) {
      for (String one : type.getInterfaces()) {
        if (wanted.contains(one)) {
          return true;
        }
      }
      String above = type.getSuperName();
      if (above != null && wanted.contains(above)) {
        return true;
      }
      type = above == null ? null : byName.get(above);
    }
    return false;
  }

  /** Whether any class refers to this one. */
  boolean mention(String internalName) {
    return all().stream().anyMatch(type -> mentions(type, List.of(internalName)));
  }

  /** Whether the constant pool of a class has the name of a class that begins so. */
  static boolean mentions(ClassReader type, List<String> prefixes) {
    char[] buffer = new char[type.getMaxStringLength()];
    for (int i = 1; i < type.getItemCount(); i++) {
      int item = type.getItem(i);
      if (item > 0 && type.readByte(item - 1) == CONSTANT_CLASS) {
        String name = type.readUTF8(item, buffer);
        if (name != null && prefixes.stream().anyMatch(name::startsWith)) {
          return true;
        }
      }
    }
    return false;
  }

  private static final int CONSTANT_CLASS = 7;

  void visit(ClassVisitor visitor) {
    all().forEach(type -> type.accept(visitor, ClassReader.SKIP_FRAMES));
  }
}
