/** Evaluation that shares no code with the product: double-double arithmetic, float32. */
package io.plumbline.testing.oracle;
