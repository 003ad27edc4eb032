package dev.belay.gpu.author;

import dev.belay.gpu.author.OnnxGraph.Attribute;
import java.util.List;

/**
 * A value in a graph, and what can be done with it. Everything is in NCHW with one image, so
 * channels are axis 1, rows axis 2 and columns axis 3.
 */
record Tensor(OnnxGraph graph, String name) {

  private static final long[] CHANNELS = {1};

  private Tensor with(String operator, Tensor other) {
    return graph.apply(operator, List.of(this, other));
  }

  private Tensor by(String operator, Attribute... attributes) {
    return graph.apply(operator, List.of(this), attributes);
  }

  Tensor plus(Tensor other) {
    return with("Add", other);
  }

  Tensor plus(float other) {
    return plus(graph.constant(other));
  }

  Tensor minus(Tensor other) {
    return with("Sub", other);
  }

  Tensor minus(float other) {
    return minus(graph.constant(other));
  }

  Tensor times(Tensor other) {
    return with("Mul", other);
  }

  Tensor times(float other) {
    return times(graph.constant(other));
  }

  Tensor over(Tensor other) {
    return with("Div", other);
  }

  Tensor max(Tensor other) {
    return with("Max", other);
  }

  Tensor min(Tensor other) {
    return with("Min", other);
  }

  /** 1 - this. */
  Tensor complement() {
    return graph.constant(1).minus(this);
  }

  Tensor clip(float least, float most) {
    return graph.apply("Clip", List.of(this, graph.constant(least), graph.constant(most)));
  }

  /** From 0 at {@code from} to 1 at {@code to}, which may be below it. */
  Tensor ramp(float from, float to) {
    return minus(from).times(1 / (to - from)).clip(0, 1);
  }

  Tensor abs() {
    return by("Abs");
  }

  Tensor square() {
    return times(this);
  }

  Tensor sqrt() {
    return by("Sqrt");
  }

  Tensor exp() {
    return by("Exp");
  }

  /** 1 where this is less, else 0. */
  Tensor below(Tensor limit) {
    return with("Less", limit).cast();
  }

  Tensor cast() {
    return by("Cast", new Attribute.Whole("to", OnnxGraph.FLOAT));
  }

  /** The sum of all channels' products. */
  Tensor dot(Tensor other) {
    return graph.apply("ReduceSum", List.of(times(other), graph.constant(CHANNELS)));
  }

  /** The length of the vector of channels; of 3 channels at most 1. */
  Tensor length() {
    return dot(this).times(1 / 3f).plus(1e-9f).sqrt();
  }

  /** One number: the mean over everything. */
  Tensor mean() {
    return graph.apply("ReduceMean", List.of(this, graph.constant(new long[] {0, 1, 2, 3})));
  }

  Tensor transpose(long... axes) {
    return by("Transpose", new Attribute.Wholes("perm", axes));
  }

  Tensor reshape(long... shape) {
    return with("Reshape", graph.constant(shape));
  }

  Tensor slice(long axis, long from, long to) {
    return graph.apply(
        "Slice",
        List.of(
            this,
            graph.constant(new long[] {from}),
            graph.constant(new long[] {to}),
            graph.constant(new long[] {axis})));
  }

  /** The same value everywhere. */
  Tensor spread(long channels, long side) {
    return with("Expand", graph.constant(new long[] {1, channels, side, side}));
  }

  /** Mixes the channels, a row of weights for each new one. */
  Tensor mix(int channels, float... weights) {
    Tensor kernel = graph.constant(weights, weights.length / channels, channels, 1, 1);
    return graph.apply("Conv", List.of(this, kernel));
  }

  /** The mean over a square with an odd side, outside counting as 0. */
  Tensor box(long side) {
    return strip(side, 1, 1).strip(1, side, 1);
  }

  /** The mean over that part of a square with an odd side that is inside. */
  Tensor average(long side) {
    return strip(side, 1, 0).strip(1, side, 0);
  }

  private Tensor strip(long high, long wide, long countOutside) {
    return by(
        "AveragePool",
        new Attribute.Wholes("kernel_shape", high, wide),
        new Attribute.Wholes("pads", high / 2, wide / 2, high / 2, wide / 2),
        new Attribute.Whole("count_include_pad", countOutside));
  }

  /** The greatest in a square with an odd side. */
  Tensor dilate(long side) {
    return by(
        "MaxPool",
        new Attribute.Wholes("kernel_shape", side, side),
        new Attribute.Wholes("pads", side / 2, side / 2, side / 2, side / 2));
  }

  /** Of every square of pixels the mean, so that rows and columns are fewer by that factor. */
  Tensor meanOf(long side) {
    return by(
        "AveragePool",
        new Attribute.Wholes("kernel_shape", side, side),
        new Attribute.Wholes("strides", side, side));
  }

  /** Of every square of pixels the greatest, so that rows and columns are fewer by that factor. */
  Tensor greatestOf(long side) {
    return by(
        "MaxPool",
        new Attribute.Wholes("kernel_shape", side, side),
        new Attribute.Wholes("strides", side, side));
  }

  /** The least in a square with an odd side. */
  Tensor erode(long side) {
    return by("Neg").dilate(side).by("Neg");
  }

  /** The middle one of the last axis's n values. */
  Tensor median(long n) {
    long half = n / 2 + 1;
    return graph.largest(this, half).slice(-1, half - 1, half);
  }

  Tensor smaller(long channels, long side) {
    return resized(channels, side, new Attribute.Whole("antialias", 1));
  }

  Tensor larger(long channels, long side) {
    return resized(channels, side);
  }

  private Tensor resized(long channels, long side, Attribute... more) {
    Attribute[] attributes = java.util.Arrays.copyOf(more, more.length + 1);
    attributes[more.length] = new Attribute.Text("mode", "linear");
    return graph.apply(
        "Resize",
        List.of(
            this, graph.none(), graph.none(), graph.constant(new long[] {1, channels, side, side})),
        attributes);
  }
}
