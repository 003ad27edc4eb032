package dev.belay.gpu.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.belay.gpu.model.Model;
import dev.belay.gpu.model.ModelLoadException;
import dev.belay.gpu.model.ModelManifest;
import dev.belay.gpu.model.ModelRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** ONNX Runtime on the CPU. Its memory is outside the heap, about 100 MB with the default model. */
public final class OnnxRuntime implements ModelRuntime {

  private final Path natives;
  private final int threads;

  /**
   * @param directory where native libraries are unpacked
   * @param threads that one run uses
   */
  public OnnxRuntime(Path directory, int threads) {
    this.natives = directory.resolve("native").resolve(version());
    this.threads = threads;
  }

  // Of the jar, without loading native code.
  private static String version() {
    String version = OrtSession.class.getPackage().getImplementationVersion();
    return version == null ? "onnxruntime" : "onnxruntime-" + version;
  }

  @Override
  public Model open(ByteBuffer content, ModelManifest manifest) throws ModelLoadException {
    try {
      OnnxNatives.unpack(natives);
    } catch (IOException e) {
      throw new ModelLoadException("ONNX Runtime's native library cannot be unpacked", e);
    }
    try {
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "belay");
      return new OnnxModel(environment, session(environment, content), manifest);
    } catch (OrtException e) {
      throw new ModelLoadException("ONNX Runtime refuses the model: " + e.getCode(), e);
    } catch (LinkageError e) {
      throw new ModelLoadException("ONNX Runtime does not work on this machine", e);
    }
  }

  private OrtSession session(OrtEnvironment environment, ByteBuffer content) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      // It doubles the memory for a few percent of speed.
      options.setMemoryPatternOptimization(false);
      // Waiting threads that spin take the processor from those that decode images.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return environment.createSession(content, options);
    }
  }
}
