/**
 * Writes the default model, an ONNX graph that this project authors itself, when the service is
 * built. Knows nothing of the service, and the service nothing of it but the file. Start at {@link
 * dev.belay.gpu.author.CutoutModel}.
 */
@NullMarked
package dev.belay.gpu.author;

import org.jspecify.annotations.NullMarked;
