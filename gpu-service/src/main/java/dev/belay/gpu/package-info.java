/**
 * The background removal service. The root only puts the parts together: api → cutout → model, with
 * onnx behind the model's SPI; access and readiness beside them; author works at build time only.
 * No part knows the root. Start at {@link dev.belay.gpu.GpuConfiguration}.
 */
@NullMarked
package dev.belay.gpu;

import org.jspecify.annotations.NullMarked;
