package io.imagepeek.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
  void eachStandsForSomethingOfTheSdk(Class<?> substitution) {
    Class<?> target = substitution.getAnnotation(TargetClass.class).value();

    for (Method method : substitution.getDeclaredMethods()) {
      assertThat(method.isAnnotationPresent(Substitute.class)).as(method.toString()).isTrue();
      assertThatCode(
              () ->
                  assertThat(
                          target
                              .getDeclaredMethod(method.getName(), method.getParameterTypes())
                              .getReturnType())
                      .isEqualTo(method.getReturnType()))
          .doesNotThrowAnyException();
    }
  }

  /** What stands for a whole class has all that others see of it. */
  @Test
  void theEndpointsAreAWholeClass() {
    assertThat(AwsSdkSubstitutions.Endpoints.class.getInterfaces())
        .isEqualTo(GeneratedServiceMetadataProvider.class.getInterfaces());
    assertThat(publicMembers(AwsSdkSubstitutions.Endpoints.class))
        .isEqualTo(publicMembers(GeneratedServiceMetadataProvider.class));
  }

  private static long publicMembers(Class<?> type) {
    return type.getMethods().length;
  }

  @ParameterizedTest
  @ValueSource(strings = {EcrClient.SERVICE_METADATA_ID, "sts"})
  void theEndpointsOfOurServicesAreTheSdksOwn(String service) {
    assertThat(new AwsSdkSubstitutions.Endpoints().serviceMetadata(service))
        .isNotNull()
        .hasSameClassAs(new GeneratedServiceMetadataProvider().serviceMetadata(service));
  }
}
