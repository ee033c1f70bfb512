# A model of the real UM-Bridge package: F(a, b) = (sum of squares of a, times b), and what is wrong.
import sys
import numpy as np
import umbridge


class Squares(umbridge.Model):
    def __init__(self, name, error=0.0):
        super().__init__(name)
        self.error = error

    def get_input_sizes(self, config):
        return [2, 1]

    def get_output_sizes(self, config):
        return [1]

    def __call__(self, inputs, config):
        a, b = np.array(inputs[0]), inputs[1][0]
        if b < 0:
            raise ValueError("b is negative")
        return [[float(a @ a * b)]]

    def gradient(self, out_wrt, in_wrt, inputs, sens, config):
        a, b = np.array(inputs[0]), inputs[1][0]
        slope = 2 * a * b if in_wrt == 0 else np.array([a @ a])
        return [float(v) * sens[0] for v in slope + self.error]

    def apply_jacobian(self, out_wrt, in_wrt, inputs, vec, config):
        return [float(np.dot(self.gradient(out_wrt, in_wrt, inputs, [1.0], config), vec))]

    def apply_hessian(self, out_wrt, in_wrt1, in_wrt2, inputs, sens, vec, config):
        a, b = np.array(inputs[0]), inputs[1][0]
        blocks = [[2 * b * np.eye(2), 2 * a[:, None]], [2 * a[None, :], np.zeros((1, 1))]]
        return [float(v) * sens[0] for v in blocks[in_wrt1][in_wrt2] @ np.array(vec)]

    def supports_evaluate(self):
        return True

    supports_gradient = supports_apply_jacobian = supports_apply_hessian = supports_evaluate


class Vector(Squares):
    def get_input_sizes(self, config):
        return [2]

    def get_output_sizes(self, config):
        return [2]

    def __call__(self, inputs, config):
        return [[inputs[0][0] ** 2, float("nan") if inputs[0][1] == 0 else inputs[0][0] * inputs[0][1]]]

    def gradient(self, out_wrt, in_wrt, inputs, sens, config):
        x, y = inputs[0]
        return [2 * x * sens[0] + y * sens[1], x * sens[1]]

    def apply_jacobian(self, out_wrt, in_wrt, inputs, vec, config):
        x, y = inputs[0]
        return [2 * x * vec[0], y * vec[0] + x * vec[1]]

    def supports_apply_hessian(self):
        return False


umbridge.serve_models([Squares("right"), Squares("wrong", 1e-3), Vector("vector")], int(sys.argv[1]))
