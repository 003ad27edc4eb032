package dev.belay.build;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Texts in a service's class files that are one whole SQL statement: in classes that use a database
 * API, where the text is not joined with another at once, and in {@code @Query} of SQL.
 */
final class SqlConstants {

  private static final List<String> DATABASE_APIS =
      List.of(
          "java/sql/",
          "javax/sql/",
          "jakarta/persistence/",
          "org/springframework/jdbc/",
          "org/springframework/r2dbc/",
          "org/springframework/data/",
          "org/hibernate/",
          "org/jdbi/",
          "org/jooq/",
          "org/apache/ibatis/",
          "io/vertx/sqlclient/");

  private static final Set<String> SQL_ANNOTATIONS =
      Set.of(
          "Lorg/springframework/data/jdbc/repository/query/Query;",
          "Lorg/springframework/data/r2dbc/repository/Query;",
          "Lorg/springframework/data/jpa/repository/NativeQuery;",
          "Lorg/apache/ibatis/annotations/Select;",
          "Lorg/apache/ibatis/annotations/Insert;",
          "Lorg/apache/ibatis/annotations/Update;",
          "Lorg/apache/ibatis/annotations/Delete;",
          "Lorg/jdbi/v3/sqlobject/statement/SqlQuery;",
          "Lorg/jdbi/v3/sqlobject/statement/SqlUpdate;");
  private static final String JPA_QUERY = "Lorg/springframework/data/jpa/repository/Query;";

  private final Set<String> found = new TreeSet<>();

  private SqlConstants() {}

  static Set<String> of(OwnClasses classes) {
    SqlConstants constants = new SqlConstants();
    for (ClassReader type : classes.all()) {
      if (OwnClasses.mentions(type, DATABASE_APIS) || hasAnnotation(type)) {
        type.accept(constants.new OfClass(), ClassReader.SKIP_FRAMES | ClassReader.SKIP_DEBUG);
      }
    }
    return constants.found;
  }

  /** An interface with {@code @Query} need not mention anything else. */
  private static boolean hasAnnotation(ClassReader type) {
    boolean[] has = new boolean[1];
    type.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String n, String d, @Nullable String s, String[] e) {
            return new MethodVisitor(Opcodes.ASM9) {
              @Override
              public @Nullable AnnotationVisitor visitAnnotation(String of, boolean visible) {
                has[0] |= SQL_ANNOTATIONS.contains(of) || of.equals(JPA_QUERY);
                return null;
              }
            };
          }
        },
        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
    return has[0];
  }

  private void offer(Object value) {
    if (value instanceof String text
        && text.length() <= Contract.Statements.MAX_CHARACTERS
        && WholeStatement.is(text)) {
      found.add(text.strip());
    }
  }

  private final class OfClass extends ClassVisitor {
    OfClass() {
      super(Opcodes.ASM9);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, @Nullable String s, String[] e) {
      return new OfMethod();
    }
  }

  /** A text counts unless the very next thing is that another is put behind or in front of it. */
  private final class OfMethod extends MethodVisitor {
    private @Nullable Object loaded;

    OfMethod() {
      super(Opcodes.ASM9);
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      if (SQL_ANNOTATIONS.contains(descriptor)) {
        return new OfAnnotation(true);
      }
      return descriptor.equals(JPA_QUERY) ? new OfAnnotation(false) : null;
    }

    @Override
    public void visitLdcInsn(Object value) {
      flush();
      loaded = value;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      boolean joins =
          owner.equals("java/lang/StringBuilder") && name.matches("append|insert|<init>")
              || owner.equals("java/lang/String")
                  && Set.of("concat", "formatted", "format", "replace", "join").contains(name);
      if (joins) {
        loaded = null;
      }
      flush();
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, org.objectweb.asm.Handle handle, Object... arguments) {
      // A text of its own as an operand of a concatenation is a part, too.
      if (name.equals("makeConcatWithConstants")) {
        loaded = null;
      }
      flush();
    }

    @Override
    public void visitInsn(int opcode) {
      flush();
    }

    @Override
    public void visitVarInsn(int opcode, int index) {
      flush();
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      flush();
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      flush();
    }

    @Override
    public void visitJumpInsn(int opcode, org.objectweb.asm.Label label) {
      flush();
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      flush();
    }

    @Override
    public void visitEnd() {
      flush();
    }

    private void flush() {
      if (loaded != null) {
        offer(loaded);
        loaded = null;
      }
    }
  }

  private final class OfAnnotation extends AnnotationVisitor {
    private boolean sql;
    private @Nullable Object value;

    OfAnnotation(boolean sql) {
      super(Opcodes.ASM9);
      this.sql = sql;
    }

    @Override
    public void visit(@Nullable String member, Object given) {
      if ("nativeQuery".equals(member)) {
        sql = Boolean.TRUE.equals(given);
      } else if (member == null || member.equals("value")) {
        value = given;
      }
    }

    @Override
    public @Nullable AnnotationVisitor visitArray(String member) {
      return member.equals("value") ? this : null;
    }

    @Override
    public void visitEnd() {
      if (sql && value != null) {
        offer(value);
      }
    }
  }
}
