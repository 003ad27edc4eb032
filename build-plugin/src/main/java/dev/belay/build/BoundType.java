package dev.belay.build;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;
import org.objectweb.asm.Type;

/**
 * A class that settings are bound to: its fields with what Jakarta's constraints say of them, which
 * Spring Boot's metadata does not have.
 */
final class BoundType extends ClassVisitor {

  private static final String CONSTRAINTS = "Ljakarta/validation/constraints/";
  private static final String DURATIONS = "Lorg/hibernate/validator/constraints/time/";
  private static final String DEFAULT =
      "Lorg/springframework/boot/context/properties/bind/DefaultValue;";
  private static final int MAX_WORDS = 1_000;

  /** One field. */
  static final class Field {
    final String name;
    final Type type;
    boolean mustBeThere;
    boolean hasDefault;
    private final List<String> words = new ArrayList<>();

    Field(String name, Type type) {
      this.name = name;
      this.type = type;
    }

    @Nullable String constraint() {
      String all = String.join(", ", words);
      return words.isEmpty() ? null : all.substring(0, Math.min(all.length(), MAX_WORDS));
    }
  }

  private final Map<String, Field> fields = new LinkedHashMap<>();
  private boolean isRecord;

  private BoundType() {
    super(Opcodes.ASM9);
  }

  static BoundType of(ClassReader type) {
    BoundType bound = new BoundType();
    bound.isRecord = "java/lang/Record".equals(type.getSuperName());
    // Components come before fields in a visit; twice, so that each field is there for both.
    type.accept(bound, ClassReader.SKIP_CODE);
    type.accept(bound, ClassReader.SKIP_CODE);
    return bound;
  }

  boolean isRecord() {
    return isRecord;
  }

  List<Field> fields() {
    return List.copyOf(fields.values());
  }

  /** By the name that Spring Boot's metadata gives: with dashes. */
  @Nullable Field field(String dashed) {
    return fields.values().stream()
        .filter(field -> dashed(field.name).equals(dashed))
        .findFirst()
        .orElse(null);
  }

  static String dashed(String name) {
    StringBuilder dashed = new StringBuilder();
    for (char c : name.toCharArray()) {
      if (Character.isUpperCase(c) && dashed.length() > 0) {
        dashed.append('-');
      }
      dashed.append(Character.toLowerCase(c));
    }
    return dashed.toString();
  }

  @Override
  public @Nullable FieldVisitor visitField(
      int access, String name, String descriptor, @Nullable String s, @Nullable Object value) {
    if ((access & Opcodes.ACC_STATIC) != 0) {
      return null;
    }
    if (fields.containsKey(name)) {
      return null;
    }
    Field field = new Field(name, Type.getType(descriptor));
    fields.put(name, field);
    return new FieldVisitor(Opcodes.ASM9) {
      @Override
      public @Nullable AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
        return constraint(field, annotation);
      }
    };
  }

  @Override
  public RecordComponentVisitor visitRecordComponent(
      String name, String descriptor, @Nullable String signature) {
    return new RecordComponentVisitor(Opcodes.ASM9) {
      @Override
      public @Nullable AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
        noteDefault(fields.get(name), annotation);
        return null;
      }
    };
  }

  /** Classes that are bound through their constructor have defaults at its parameters. */
  @Override
  public @Nullable MethodVisitor visitMethod(
      int access, String name, String descriptor, @Nullable String s, String[] e) {
    List<Field> inOrder = fields();
    if (!name.equals("<init>") || Type.getArgumentCount(descriptor) != inOrder.size()) {
      return null;
    }
    return new MethodVisitor(Opcodes.ASM9) {
      @Override
      public @Nullable AnnotationVisitor visitParameterAnnotation(
          int parameter, String annotation, boolean visible) {
        noteDefault(parameter < inOrder.size() ? inOrder.get(parameter) : null, annotation);
        return null;
      }
    };
  }

  private static void noteDefault(@Nullable Field field, String annotation) {
    if (field != null && annotation.equals(DEFAULT)) {
      field.hasDefault = true;
    }
  }

  private static @Nullable AnnotationVisitor constraint(Field field, String annotation) {
    boolean known = annotation.startsWith(CONSTRAINTS) || annotation.startsWith(DURATIONS);
    if (!known || annotation.endsWith("$List;")) {
      return null;
    }
    String name = annotation.substring(annotation.lastIndexOf('/') + 1, annotation.length() - 1);
    if (name.equals("NotNull") || name.equals("NotBlank") || name.equals("NotEmpty")) {
      field.mustBeThere = true;
    }
    Map<String, Object> members = new TreeMap<>();
    return new AnnotationVisitor(Opcodes.ASM9) {
      @Override
      public void visit(String member, Object value) {
        members.put(member, value);
      }

      @Override
      public void visitEnd() {
        field.words.add(words(name, members));
      }
    };
  }

  private static String words(String constraint, Map<String, Object> members) {
    Object value = members.get("value");
    boolean inclusive = !Boolean.FALSE.equals(members.get("inclusive"));
    return switch (constraint) {
      case "NotNull" -> "not null";
      case "NotBlank" -> "not blank";
      case "NotEmpty" -> "not empty";
      case "Min", "DecimalMin" -> (inclusive ? ">= " : "> ") + value;
      case "Max", "DecimalMax" -> (inclusive ? "<= " : "< ") + value;
      case "Positive" -> "> 0";
      case "PositiveOrZero" -> ">= 0";
      case "Negative" -> "< 0";
      case "NegativeOrZero" -> "<= 0";
      case "Size" ->
          "size %s to %s"
              .formatted(members.getOrDefault("min", 0), members.getOrDefault("max", "any"));
      case "Pattern" -> "matching " + members.get("regexp");
      case "DurationMin" -> ">= " + duration(members);
      case "DurationMax" -> "<= " + duration(members);
      default -> dashed(constraint).replace('-', ' ');
    };
  }

  private static String duration(Map<String, Object> members) {
    List<String> parts = new ArrayList<>();
    members.forEach((unit, amount) -> {
      if (amount instanceof Number number && number.longValue() > 0) {
        parts.add(number + " " + unit);
      }
    });
    return parts.isEmpty() ? "0" : String.join(" ", parts);
  }
}
