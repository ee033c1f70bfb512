package io.plumbline.assertions;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Calls a {@link GradientTest} once for each seed and scale; JUnit makes it. */
public final class GradientTestDraws implements TestTemplateInvocationContextProvider {
  /** Made once for each test. */
  public GradientTestDraws() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return context.getRequiredTestMethod().isAnnotationPresent(GradientTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    GradientTest test = context.getRequiredTestMethod().getAnnotation(GradientTest.class);
    return DoubleStream.of(test.scales())
        .boxed()
        .flatMap(
            scale ->
                LongStream.rangeClosed(1, test.seeds()).mapToObj(seed -> new Draw(seed, scale)))
        .map(Call::new);
  }

  private record Call(Draw draw) implements TestTemplateInvocationContext, ParameterResolver {
    @Override
    public String getDisplayName(int index) {
      return "seed " + draw.seed() + ", scale " + draw.scale();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Draw.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return draw;
    }
  }
}
