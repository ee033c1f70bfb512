package io.plumbline.testing.oracle;

/**
 * A number of about 32 digits, the unevaluated sum of two doubles (Dekker 1971, A floating-point
 * technique for extending the available precision). The oracle's arithmetic: nothing of it is
 * shared with what it judges.
 */
public final class Dd implements Comparable<Dd> {
  public static final Dd ZERO = of(0);
  public static final Dd ONE = of(1);
  public static final Dd PI = new Dd(Math.PI, 1.2246467991473532e-16);
  private static final Dd HALF_PI = PI.times(0.5);
  private static final Dd HALF_PI_REST = of(-1.4973849048591833e-33);
  private static final Dd LN2 = new Dd(0.6931471805599453, 2.3190468138462996e-17);
  private static final Dd[] INVERSE_FACTORIALS = inverseFactorials();

  public final double hi;
  public final double lo;

  private Dd(double hi, double lo) {
    this.hi = hi;
    this.lo = lo;
  }

  public static Dd of(double value) {
    return new Dd(value, 0);
  }

  public static Dd[] of(double[] values) {
    Dd[] all = new Dd[values.length];
    for (int k = 0; k < all.length; k++) {
      all[k] = of(values[k]);
    }
    return all;
  }

  private static Dd quick(double a, double b) {
    double sum = a + b;
    return new Dd(sum, b - (sum - a));
  }

  public Dd plus(Dd b) {
    double sum = hi + b.hi;
    double part = sum - hi;
    double error = (hi - (sum - part)) + (b.hi - part);
    double low = lo + b.lo;
    double lowPart = low - lo;
    double lowError = (lo - (low - lowPart)) + (b.lo - lowPart);
    double first = sum + (error + low);
    double rest = (error + low) - (first - sum);
    return quick(first, rest + lowError);
  }

  public Dd plus(double b) {
    return plus(of(b));
  }

  public Dd minus(Dd b) {
    return plus(b.negate());
  }

  public Dd minus(double b) {
    return plus(of(-b));
  }

  public Dd negate() {
    return new Dd(-hi, -lo);
  }

  public Dd times(Dd b) {
    double product = hi * b.hi;
    double error = Math.fma(hi, b.hi, -product) + (hi * b.lo + lo * b.hi);
    return quick(product, error);
  }

  public Dd times(double b) {
    double product = hi * b;
    return quick(product, Math.fma(hi, b, -product) + lo * b);
  }

  public Dd over(Dd b) {
    double first = hi / b.hi;
    Dd rest = minus(b.times(first));
    double second = rest.hi / b.hi;
    rest = rest.minus(b.times(second));
    return quick(first, second).plus(rest.hi / b.hi);
  }

  public Dd over(double b) {
    return over(of(b));
  }

  public Dd abs() {
    return signum() < 0 ? negate() : this;
  }

  public int signum() {
    return hi > 0 ? 1 : hi < 0 ? -1 : (int) Math.signum(lo);
  }

  public double value() {
    return hi + lo;
  }

  @Override
  public int compareTo(Dd b) {
    return minus(b).signum();
  }

  public static Dd max(Dd a, Dd b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** Taylor's series of exp(r/64) after the powers of two are split off, squared six times. */
  public Dd exp() {
    if (hi < -700) {
      return ZERO;
    }
    double power = Math.rint(hi / LN2.hi);
    Dd r = minus(LN2.times(power)).times(1.0 / 64);
    Dd sum = r;
    Dd term = r;
    for (int n = 2; n < INVERSE_FACTORIALS.length && term.hi != 0; n++) {
      term = term.times(r);
      sum = sum.plus(term.times(INVERSE_FACTORIALS[n]));
    }
    for (int k = 0; k < 6; k++) {
      // (1 + s)² - 1 = 2s + s², which keeps the digits of s.
      sum = sum.times(2).plus(sum.times(sum));
    }
    Dd scaled = sum.plus(1);
    return new Dd(Math.scalb(scaled.hi, (int) power), Math.scalb(scaled.lo, (int) power));
  }

  /** Two steps of Newton's method on exp. */
  public Dd log() {
    Dd y = of(Math.log(hi));
    for (int k = 0; k < 2; k++) {
      y = y.plus(times(y.negate().exp())).minus(1);
    }
    return y;
  }

  public Dd sqrt() {
    if (signum() == 0) {
      return ZERO;
    }
    Dd y = of(Math.sqrt(hi));
    for (int k = 0; k < 2; k++) {
      y = y.plus(over(y)).times(0.5);
    }
    return y;
  }

  public Dd pow(double p) {
    if (p == Math.rint(p) && Math.abs(p) <= 16) {
      Dd product = ONE;
      for (int k = 0; k < Math.abs(p); k++) {
        product = product.times(this);
      }
      return p < 0 ? ONE.over(product) : product;
    }
    return log().times(p).exp();
  }

  public Dd sigmoid() {
    if (signum() >= 0) {
      return ONE.over(negate().exp().plus(1));
    }
    Dd e = exp();
    return e.over(e.plus(1));
  }

  public Dd tanh() {
    return times(2).sigmoid().times(2).minus(1);
  }

  /** Taylor's series after a whole number of quarter turns is split off. */
  public Dd sin() {
    double turns = Math.rint(hi / (Math.PI / 2));
    Dd r = minus(HALF_PI.times(turns)).minus(HALF_PI_REST.times(turns));
    return switch (Math.floorMod((long) turns, 4)) {
      case 0 -> alternating(r, 1);
      case 1 -> alternating(r, 0);
      case 2 -> alternating(r, 1).negate();
      default -> alternating(r, 0).negate();
    };
  }

  public Dd cos() {
    return plus(HALF_PI).plus(HALF_PI_REST).sin();
  }

  /** The series of sin from power 1, and of cos from power 0. */
  private static Dd alternating(Dd r, int power) {
    Dd square = r.times(r).negate();
    Dd term = power == 0 ? ONE : r;
    Dd sum = term;
    for (int n = power; Math.abs(term.hi) > 1e-40; n += 2) {
      term = term.times(square).over((n + 1.0) * (n + 2));
      sum = sum.plus(term);
    }
    return sum;
  }

  /** One step of the addition theorem from the tangent's inverse in float64. */
  public Dd atan() {
    Dd y = of(Math.atan(hi));
    Dd s = y.sin();
    Dd c = y.cos();
    Dd t = times(c).minus(s).over(c.plus(times(s)));
    return y.plus(t.minus(t.times(t).times(t).over(3)));
  }

  public Dd asin() {
    return over(ONE.minus(times(this)).sqrt()).atan();
  }

  public Dd sinh() {
    Dd e = exp();
    return e.minus(ONE.over(e)).times(0.5);
  }

  public Dd cosh() {
    Dd e = exp();
    return e.plus(ONE.over(e)).times(0.5);
  }

  public Dd asinh() {
    Dd size = abs();
    Dd y = size.plus(size.times(size).plus(1).sqrt()).log();
    return signum() < 0 ? y.negate() : y;
  }

  public Dd softplus() {
    return max(this, ZERO).plus(abs().negate().exp().plus(1).log());
  }

  /** 2/sqrt(pi) exp(-x²) sum 2^n x^(2n+1) / (2n+1)!!, whose terms all have one sign. */
  public Dd erf() {
    if (Math.abs(hi) > 9) {
      return of(Math.signum(hi));
    }
    Dd square = times(this);
    Dd term = this;
    Dd sum = this;
    for (int n = 1; Math.abs(term.hi) > 1e-33 * Math.abs(sum.hi); n++) {
      term = term.times(square).times(2).over(2 * n + 1);
      sum = sum.plus(term);
    }
    return sum.times(square.negate().exp()).times(2).over(PI.sqrt());
  }

  private static Dd[] inverseFactorials() {
    Dd[] all = new Dd[18];
    all[0] = ONE;
    for (int n = 1; n < all.length; n++) {
      all[n] = all[n - 1].over(n);
    }
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Dd b && hi == b.hi && lo == b.lo;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(hi) ^ Double.hashCode(lo);
  }

  @Override
  public String toString() {
    return hi + " + " + lo;
  }
}
