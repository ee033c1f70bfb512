package io.plumbline.kotlin

import io.plumbline.core.InvalidInputException
import io.plumbline.core.check.Box
import io.plumbline.core.check.GradientCheck
import io.plumbline.core.check.Inputs
import io.plumbline.core.function.Shape
import io.plumbline.core.verdict.Verdict
import java.nio.file.Files
import java.nio.file.Path
import kotlin.math.abs
import kotlin.math.cos
import kotlin.math.ln
import kotlin.math.sin
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

/** Right and wrong gradients, as Kotlin writes them; `docs/library.md` shows two of them. */
internal class GradientChecksTest {
  private fun f(x: DoubleArray) = sin(x[0]) * x[1]

  private fun g(x: DoubleArray) = doubleArrayOf(cos(x[0]) * x[1], sin(x[0]))

  @Test
  fun `an assertion is one line`() {
    assertGradient({ x -> sin(x[0]) * x[1] }, { x -> doubleArrayOf(cos(x[0]) * x[1], sin(x[0])) }).at(1.0, 2.0)
    assertGradient(::f, ::g).with { seed(3) }.at(Inputs.of("w", Shape.of(2), 1.0, 2.0))
    assertThatThrownBy { assertGradient(::f) { x -> g(x).also { it[1] = -it[1] } }.at(1.0, 2.0) }
      .isInstanceOf(AssertionError::class.java)
      .hasMessageContaining("FAIL: 1 of 2 entries is further off than anything explains.")
      .hasMessageContaining("x[1]")
  }

  @Test
  fun `settings reach the check`() {
    val f = { x: DoubleArray -> if (x[0] < 0) error("below zero") else ln(x[0]) }
    val g = { x: DoubleArray -> doubleArrayOf(1 / x[0]) }
    val result = assertGradient(f, g).with { domain(Box.from(0.0)) }.at(1e-6)
    assertThat(result.passed()).isTrue()
  }

  @Test
  fun `a point on a kink is left`() {
    val f = { x: DoubleArray -> abs(x[0]) + x[1] }
    val g = { x: DoubleArray -> doubleArrayOf(if (x[0] > 0) 1.0 else -1.0, 1.0) }
    assertGradient(f, g).near(0.0, 1.0)
    assertThatThrownBy { assertGradient(f, g).at(0.0, 1.0) }.hasMessageContaining("INCONCLUSIVE")
  }

  @Test
  fun `jacobians are arrays of rows`() {
    val f = { x: DoubleArray -> doubleArrayOf(x[0] * x[1], x[0] + x[1]) }
    assertJacobian(f) { x -> arrayOf(doubleArrayOf(x[1], x[0]), doubleArrayOf(1.0, 1.0)) }.at(2.0, 3.0)
    assertThatThrownBy {
        assertJacobian(f) { x -> arrayOf(doubleArrayOf(x[0], x[1]), doubleArrayOf(1.0, 1.0)) }.at(2.0, 3.0)
      }
      .isInstanceOf(AssertionError::class.java)
  }

  @Test
  fun `a check is a block of its parts`() {
    val result = gradientCheck {
      function { x -> sin(x[0]) * x[1] }
      gradient { x -> doubleArrayOf(cos(x[0]) * x[1], cos(x[0])) }
      at(1.0, 2.0)
    }
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL)
    assertThat(result.worst(9).map { it.place() }).containsExactly("x[1]")
    val second = gradientCheck {
      at(1.0, 2.0)
      settings { seed(2) }
      function(::f)
      gradient(::g)
      hessianVector { x, v -> doubleArrayOf(-sin(x[0]) * x[1] * v[0] + cos(x[0]) * v[1], cos(x[0]) * v[0]) }
    }
    assertThat(second.verdict()).isEqualTo(Verdict.PASS)
    assertThat(second.seed()).isEqualTo(2)
  }

  @Test
  fun `what is missing is said`() {
    assertThatThrownBy { gradientCheck { at(1.0) } }.hasMessage("function (none) must be given")
    assertThatThrownBy { gradientCheck { function(::f) } }
      .isInstanceOf(InvalidInputException::class.java)
      .hasMessage("at (nothing) must say where to differentiate")
  }

  /** The library of Java is there as it is. */
  @Test
  fun `named arrays are indexed by name`() {
    GradientCheck.ofInputs { it["w"][0] * it["b"][0] }
      .gradientOfInputs { mapOf("w" to it["b"], "b" to it["w"]) }
      .at(Inputs.of("w", Shape.of(1), 2.0).and("b", Shape.of(1), 3.0))
      .check()
      .let { assertThat(it.passed()).isTrue() }
  }

  @Test
  fun `the page shows what is here`() {
    val page = Files.readString(Path.of("../docs/library.md"))
    val source = Files.readString(Path.of("src/test/kotlin/io/plumbline/kotlin/GradientChecksTest.kt"))
    val shown = page.substringAfter("```kotlin\n").substringBefore("```").lines().filter { it.isNotBlank() }
    assertThat(shown).hasSizeGreaterThan(4)
    assertThat(source.lines().map { it.trim() }).containsAll(shown.map { it.trim() })
  }
}
