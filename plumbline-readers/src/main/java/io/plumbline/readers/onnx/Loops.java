package io.plumbline.readers.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import io.plumbline.core.function.Shape;
import io.plumbline.readers.onnx.GraphLowering.Frame;
import io.plumbline.readers.onnx.file.ExternalData;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;

/**
 * Loops whose number of turns is known, unrolled: the body's nodes once for each turn, all of the
 * same weights.
 */
final class Loops {
  private final GraphLowering lowering;
  private final Call call;
  private final Algebra algebra;
  private final GraphProto body;
  private final Frame outer;

  private Loops(GraphLowering lowering, Call call, Frame frame) {
    this.lowering = lowering;
    this.call = call;
    this.algebra = new Algebra(call);
    AttributeProto given = call.attributes().get("body", AttributeType.GRAPH);
    if (given == null) {
      throw call.error("body must be given");
    }
    this.body = given.getG();
    this.outer = frame.inside("");
    lowering.initializers(body, outer);
  }

  /** Turns until the condition fails or all are done; both are constants. */
  static void loop(GraphLowering lowering, Call call, Frame frame) {
    new Loops(lowering, call, frame).loop();
  }

  /** One turn for each element of the scanned inputs. */
  static void scan(GraphLowering lowering, Call call, Frame frame) {
    if (call.opset() < 9) {
      throw call.unsupported("Scan before opset 9 is not supported");
    }
    new Loops(lowering, call, frame).scan();
  }

  private void loop() {
    double turns = call.has(0) ? call.number(0, "the trip count") : Double.POSITIVE_INFINITY;
    Operand condition = call.has(1) ? call.input(1) : Constant.ofInteger(call.name(), 1);
    List<Operand> state = new ArrayList<>();
    for (int k = 2; k < call.inputCount(); k++) {
      state.add(call.operand(k));
    }
    List<List<Operand>> stacks = new ArrayList<>();
    for (int turn = 0; turn < turns && holds(condition); turn++) {
      List<Operand> inputs = new ArrayList<>();
      inputs.add(Constant.ofInteger(call.name() + "/turn", turn));
      inputs.add(condition);
      inputs.addAll(state);
      List<Operand> results = turn(turn, inputs);
      condition = results.get(0);
      state = results.subList(1, 1 + state.size());
      stack(stacks, results.subList(1 + state.size(), results.size()));
    }
    state.forEach(call::give);
    if (stacks.isEmpty() && call.outputCount() > state.size()) {
      throw call.error("turns (0) must be at least 1 where each gives a part of an output");
    }
    for (List<Operand> parts : stacks) {
      call.give(algebra.stack(0, parts));
    }
  }

  private boolean holds(Operand condition) {
    if (condition instanceof Constant constant && constant.values().length == 1) {
      return constant.values()[0] != 0;
    }
    throw call.error("the condition must be a constant, not computed from the model's input");
  }

  private void scan() {
    int scanned = call.integer("num_scan_inputs", 1);
    int states = call.inputCount() - scanned;
    if (scanned < 1 || states < 0) {
      throw call.error("num_scan_inputs (" + scanned + ") must be from 1 to all inputs");
    }
    int[] inputAxes = call.integers("scan_input_axes", new int[scanned]);
    int[] inputWays = call.integers("scan_input_directions", new int[scanned]);
    int outputs = body.getOutputCount() - states;
    int[] outputAxes = call.integers("scan_output_axes", new int[Math.max(0, outputs)]);
    int[] outputWays = call.integers("scan_output_directions", new int[Math.max(0, outputs)]);
    if (inputAxes.length != scanned
        || inputWays.length != scanned
        || outputAxes.length != outputs
        || outputWays.length != outputs) {
      throw call.error("axes and directions must be as many as are scanned");
    }
    List<Operand> state = new ArrayList<>();
    for (int k = 0; k < states; k++) {
      state.add(call.input(k));
    }
    Shape first = call.input(states).shape();
    int turns = first.extent(call.axis(inputAxes[0], first.rank()));
    List<List<Operand>> stacks = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      List<Operand> inputs = new ArrayList<>(state);
      for (int k = 0; k < scanned; k++) {
        Operand x = call.input(states + k);
        int axis = call.axis(inputAxes[k], x.shape().rank());
        if (x.shape().extent(axis) != turns) {
          throw call.error("scanned inputs must be of one length, " + turns);
        }
        inputs.add(element(x, axis, inputWays[k] == 0 ? turn : turns - 1 - turn));
      }
      List<Operand> results = turn(turn, inputs);
      state = results.subList(0, states);
      stack(stacks, results.subList(states, results.size()));
    }
    state.forEach(call::give);
    for (int k = 0; k < stacks.size(); k++) {
      List<Operand> parts = stacks.get(k);
      if (outputWays[k] != 0) {
        Collections.reverse(parts);
      }
      int rank = parts.get(0).shape().rank() + 1;
      call.give(algebra.stack(call.axis(outputAxes[k], rank), parts));
    }
  }

  private Operand element(Operand x, int axis, int at) {
    return algebra.squeeze(algebra.slice(x, axis, at, at + 1), axis);
  }

  private List<Operand> turn(int turn, List<Operand> inputs) {
    call.assembly().countNode();
    if (inputs.size() != body.getInputCount()) {
      throw call.error("body must have " + inputs.size() + " inputs");
    }
    Frame frame =
        new Frame(
            new HashMap<>(),
            outer,
            outer.opset(),
            outer.attributes(),
            call.name() + "/" + turn + "/",
            outer.depth());
    for (int k = 0; k < inputs.size(); k++) {
      lowering.define(frame, body.getInput(k).getName(), inputs.get(k));
    }
    List<String> names = body.getOutputList().stream().map(o -> o.getName()).toList();
    lowering.lower(body.getNodeList(), names, frame);
    List<Operand> results = new ArrayList<>();
    for (String name : names) {
      Operand result = frame.find(name);
      if (result == null) {
        throw call.error("body must give " + ExternalData.printable(name));
      }
      results.add(result);
    }
    return results;
  }

  private static void stack(List<List<Operand>> stacks, List<Operand> parts) {
    for (int k = 0; k < parts.size(); k++) {
      if (stacks.size() == k) {
        stacks.add(new ArrayList<>());
      }
      stacks.get(k).add(parts.get(k));
    }
  }
}
