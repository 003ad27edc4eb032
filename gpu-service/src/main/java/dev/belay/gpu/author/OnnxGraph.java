package dev.belay.gpu.author;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the nodes of an ONNX model (opset 18, of which every operator here runs on CPU and CUDA)
 * and writes it. Field numbers are those of onnx.proto3.
 */
final class OnnxGraph {

  static final int FLOAT = 1;
  static final int UINT8 = 2;
  static final int INT64 = 7;
  private static final int IR_VERSION = 8;
  private static final int OPSET = 18;

  private final Protobuf graph = new Protobuf();
  private final Map<String, Tensor> constants = new HashMap<>();
  private int count;

  /** A value of an attribute; the numbers are ONNX's for its type. */
  sealed interface Attribute {

    String name();

    record Whole(String name, long value) implements Attribute {}

    record Wholes(String name, long... values) implements Attribute {}

    record Text(String name, String value) implements Attribute {}
  }

  Tensor input(String name, int type, long... shape) {
    graph.message(11, described(name, type, shape));
    return new Tensor(this, name);
  }

  void output(Tensor tensor, String name, long... shape) {
    graph.message(1, node("Identity", List.of(tensor.name()), name));
    graph.message(12, described(name, FLOAT, shape));
  }

  /** Adds a node with one output. */
  Tensor apply(String operator, List<Tensor> inputs, Attribute... attributes) {
    String output = "t" + ++count;
    Protobuf node = node(operator, inputs.stream().map(Tensor::name).toList(), output);
    for (Attribute attribute : attributes) {
      node.message(5, write(attribute));
    }
    graph.message(1, node);
    return new Tensor(this, output);
  }

  /** The n largest of the last axis, the largest first. */
  Tensor largest(Tensor of, long n) {
    String values = "t" + ++count;
    Protobuf node = node("TopK", List.of(of.name(), constant(new long[] {n}).name()), values);
    graph.message(1, node.text(2, values + "i"));
    return new Tensor(this, values);
  }

  Tensor join(long axis, Tensor... parts) {
    return apply("Concat", List.of(parts), new Attribute.Whole("axis", axis));
  }

  Tensor constant(float value) {
    return constants.computeIfAbsent("f" + value, name -> floats(name, new float[] {value}));
  }

  Tensor constant(float[] values, long... shape) {
    return floats("w" + ++count, values, shape);
  }

  Tensor constant(long... values) {
    return constants.computeIfAbsent(
        "i" + java.util.Arrays.toString(values),
        name ->
            initializer(name, INT64, Protobuf.littleEndian(values), new long[] {values.length}));
  }

  /** An optional input that is not given. */
  Tensor none() {
    return new Tensor(this, "");
  }

  private Tensor floats(String name, float[] values, long... shape) {
    return initializer(name, FLOAT, Protobuf.littleEndian(values), shape);
  }

  private Tensor initializer(String name, int type, byte[] raw, long[] shape) {
    Protobuf tensor = new Protobuf();
    for (long side : shape) {
      tensor.number(1, side);
    }
    graph.message(5, tensor.number(2, type).text(8, name).bytes(9, raw));
    return new Tensor(this, name);
  }

  private static Protobuf node(String operator, List<String> inputs, String output) {
    Protobuf node = new Protobuf();
    inputs.forEach(input -> node.text(1, input));
    return node.text(2, output).text(4, operator);
  }

  private static Protobuf write(Attribute attribute) {
    Protobuf written = new Protobuf().text(1, attribute.name());
    switch (attribute) {
      case Attribute.Whole(String name, long value) -> written.number(3, value).number(20, 2);
      case Attribute.Text(String name, String value) -> written.text(4, value).number(20, 3);
      case Attribute.Wholes(String name, long[] values) -> {
        for (long value : values) {
          written.number(8, value);
        }
        written.number(20, 7);
      }
    }
    return written;
  }

  private static Protobuf described(String name, int type, long... shape) {
    Protobuf sides = new Protobuf();
    for (long side : shape) {
      sides.message(1, new Protobuf().number(1, side));
    }
    Protobuf tensor = new Protobuf().number(1, type).message(2, sides);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
  }

  /** The whole model. */
  byte[] write(String name, long version, String licence) {
    return new Protobuf()
        .number(1, IR_VERSION)
        .text(2, "belay")
        .text(4, "dev.belay")
        .number(5, version)
        .message(7, graph.text(2, name))
        .message(8, new Protobuf().text(1, "").number(2, OPSET))
        .message(14, new Protobuf().text(1, "license").text(2, licence))
        .toByteArray();
  }
}
