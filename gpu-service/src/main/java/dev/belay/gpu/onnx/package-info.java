/**
 * Runs models with ONNX Runtime, and is the only part that knows it. Start at {@link
 * dev.belay.gpu.onnx.OnnxRuntime}.
 */
@NullMarked
package dev.belay.gpu.onnx;

import org.jspecify.annotations.NullMarked;
