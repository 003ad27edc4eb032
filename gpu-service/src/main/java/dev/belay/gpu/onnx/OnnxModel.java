package dev.belay.gpu.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.belay.gpu.model.InferenceException;
import dev.belay.gpu.model.Mask;
import dev.belay.gpu.model.Model;
import dev.belay.gpu.model.ModelLoadException;
import dev.belay.gpu.model.ModelManifest;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session, which ONNX Runtime lets many threads run at once. */
final class OnnxModel implements Model {

  private static final Logger log = LoggerFactory.getLogger(OnnxModel.class);

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ModelManifest manifest;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("inference-deadline").factory());

  OnnxModel(OrtEnvironment environment, OrtSession session, ModelManifest manifest)
      throws ModelLoadException {
    this.environment = environment;
    this.session = session;
    this.manifest = manifest;
    if (!session.getInputNames().contains(manifest.input().name())
        || !session.getOutputNames().containsAll(outputs())) {
      Set<String> inputs = session.getInputNames();
      Set<String> outputs = session.getOutputNames();
      close();
      throw new ModelLoadException(
          "The model has inputs %s and outputs %s; its manifest names %s and %s"
              .formatted(inputs, outputs, manifest.input().name(), outputs()));
    }
  }

  private Set<String> outputs() {
    return Set.of(manifest.output().alpha(), manifest.output().confidence());
  }

  @Override
  public ModelManifest manifest() {
    return manifest;
  }

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public Mask run(byte[] rgb, Duration limit) throws InferenceException {
    ModelManifest.Input input = manifest.input();
    long[] shape = {1, input.height(), input.width(), 3};
    try (Arena arena = Arena.ofConfined();
        OrtSession.RunOptions options = new OrtSession.RunOptions();
        Deadline deadline = new Deadline(timer, options, limit)) {
      ByteBuffer bytes = arena.allocate(rgb.length).asByteBuffer();
      bytes.put(rgb).flip();
      try (OnnxTensor tensor =
              OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8);
          OrtSession.Result result =
              session.run(Map.of(input.name(), tensor), outputs(), options)) {
        return mask(result);
      } catch (OrtException e) {
        throw deadline.passed()
            ? new InferenceException("The inference took longer than " + limit, true, e)
            : new InferenceException("The inference failed: " + e.getCode(), false, e);
      }
    } catch (OrtException e) {
      throw new InferenceException("The inference could not begin: " + e.getCode(), false, e);
    }
  }

  private Mask mask(OrtSession.Result result) {
    float[] alpha = floats(result, manifest.output().alpha());
    float[] confidence = floats(result, manifest.output().confidence());
    int width = manifest.input().width();
    int height = manifest.input().height();
    if (alpha.length != width * height || confidence.length != 1) {
      throw new IllegalStateException(
          "The model answered %d and %d values".formatted(alpha.length, confidence.length));
    }
    return new Mask(width, height, alpha, confidence[0]);
  }

  private static float[] floats(OrtSession.Result result, String name) {
    if (result.get(name).orElseThrow() instanceof OnnxTensor tensor) {
      FloatBuffer buffer = tensor.getFloatBuffer();
      if (buffer != null) {
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
      }
    }
    throw new IllegalStateException(name + " is no tensor of floats");
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      session.close();
    } catch (OrtException e) {
      log.warn("A session could not be closed", e);
    }
  }
}
