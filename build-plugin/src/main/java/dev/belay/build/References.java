package dev.belay.build;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;
import org.objectweb.asm.TypePath;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** The classes that a class file refers to, but for annotations and what stands in them. */
final class References {

  private References() {}

  static Set<String> of(ClassReader type) {
    ClassNode bare = new ClassNode();
    type.accept(new WithoutAnnotations(bare), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    Set<String> found = new TreeSet<>();
    bare.accept(new ClassRemapper(new ClassNode(), new Collector(found)));
    return found;
  }

  private static final class Collector extends Remapper {
    private final Set<String> found;

    Collector(Set<String> found) {
      super(Opcodes.ASM9);
      this.found = found;
    }

    @Override
    public String map(String internalName) {
      // Arrays come as descriptors, of which the parts come as well.
      if (!internalName.startsWith("[")) {
        found.add(internalName);
      }
      return internalName;
    }
  }

  private static final class WithoutAnnotations extends ClassVisitor {
    WithoutAnnotations(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      return null;
    }

    @Override
    public @Nullable AnnotationVisitor visitTypeAnnotation(
        int reference, TypePath path, String descriptor, boolean visible) {
      return null;
    }

    @Override
    public void visitInnerClass(String name, String outer, String inner, int access) {
      // A nested annotation, or a nested constant in one, is listed here too.
    }

    @Override
    public void visitAttribute(Attribute attribute) {}

    @Override
    public FieldVisitor visitField(
        int access, String name, String descriptor, String signature, Object value) {
      return new FieldVisitor(
          Opcodes.ASM9, super.visitField(access, name, descriptor, null, value)) {
        @Override
        public @Nullable AnnotationVisitor visitAnnotation(String of, boolean visible) {
          return null;
        }

        @Override
        public @Nullable AnnotationVisitor visitTypeAnnotation(
            int reference, TypePath path, String of, boolean visible) {
          return null;
        }
      };
    }

    @Override
    public @Nullable RecordComponentVisitor visitRecordComponent(
        String name, String descriptor, String signature) {
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodNode method =
          new MethodNode(Opcodes.ASM9, access, name, descriptor, null, exceptions) {
            private boolean conditional;

            @Override
            public AnnotationVisitor visitAnnotation(String of, boolean visible) {
              conditional |= of.equals(MissingClasses.CONDITION);
              return super.visitAnnotation(of, visible);
            }

            @Override
            public void visitEnd() {
              if (!conditional) {
                forget(this);
                accept(WithoutAnnotations.this.cv);
              }
            }
          };
      return method;
    }

    private static void forget(MethodNode method) {
      method.visibleAnnotations = null;
      method.invisibleAnnotations = null;
      method.visibleTypeAnnotations = null;
      method.invisibleTypeAnnotations = null;
      method.visibleParameterAnnotations = null;
      method.invisibleParameterAnnotations = null;
      method.annotationDefault = null;
      method.localVariables = null;
      method.instructions.forEach(instruction -> {
        instruction.visibleTypeAnnotations = null;
        instruction.invisibleTypeAnnotations = null;
      });
    }
  }
}
