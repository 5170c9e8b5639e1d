package io.imagepeek.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.GeneratedServiceMetadataProvider;
import software.amazon.awssdk.services.ecr.EcrClient;

/** The substitutions fit the SDK that is there, and an executable asks where the JVM does. */
class AwsSdkSubstitutionsTest {

  static Stream<Class<?>> substitutions() {
    return Stream.of(AwsSdkSubstitutions.class.getDeclaredClasses());
  }

  @ParameterizedTest
  @MethodSource("substitutions")
  void eachStandsForSomethingOfTheSdk(Class<?> substitution) throws NoSuchMethodException {
    Class<?> target = substitution.getAnnotation(TargetClass.class).value();

    for (Method method : substitution.getDeclaredMethods()) {
      assertThat(method.isAnnotationPresent(Substitute.class)).as(method.toString()).isTrue();
      Method replaced = target.getDeclaredMethod(method.getName(), method.getParameterTypes());
      assertThat(method.getReturnType()).isEqualTo(replaced.getReturnType());
      assertThat(Modifier.isStatic(method.getModifiers()))
          .as(method.toString())
          .isEqualTo(Modifier.isStatic(replaced.getModifiers()));
    }
  }

  /** Of a class that is replaced whole nothing is left but what stands for it. */
  @ParameterizedTest
  @MethodSource("substitutions")
  void whatStandsForAWholeClassHasAllThatOthersSee(Class<?> substitution)
      throws NoSuchMethodException {
    if (!substitution.isAnnotationPresent(Substitute.class)) {
      return;
    }
    Class<?> target = substitution.getAnnotation(TargetClass.class).value();

    assertThat(substitution.getInterfaces()).isEqualTo(target.getInterfaces());
    for (Constructor<?> constructor : target.getConstructors()) {
      assertThat(
              substitution
                  .getDeclaredConstructor(constructor.getParameterTypes())
                  .isAnnotationPresent(Substitute.class))
          .as(constructor.toString())
          .isTrue();
    }
    assertThat(signatures(substitution)).isEqualTo(signatures(target));
  }

  private static Set<String> signatures(Class<?> type) {
    return Stream.of(type.getMethods())
        .map(method -> method.getName() + List.of(method.getParameterTypes()))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(strings = {EcrClient.SERVICE_METADATA_ID, "sts"})
  void theEndpointsOfOurServicesAreTheSdksOwn(String service) {
    assertThat(new AwsSdkSubstitutions.Endpoints().serviceMetadata(service))
        .isNotNull()
        .hasSameClassAs(new GeneratedServiceMetadataProvider().serviceMetadata(service));
  }
}
