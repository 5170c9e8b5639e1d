package io.imagepeek.protocol;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.imagepeek.nativeimage.CaffeineTypes;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
import io.quarkus.caffeine.runtime.graal.CacheConstructorsFeature;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Caffeine finds the classes of a cache by a name that it makes from the cache's settings. A native
 * executable finds those that are declared, and dies at the first other one.
 */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class CacheClassesTest extends ProtocolTest {

  private static final String CAFFEINE = "com.github.benmanes.caffeine.cache.";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.imagepeek");

  @Test
  void everyClassThatIsFoundByItsNameIsDeclared() throws ReflectiveOperationException {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.requireBearer(TokenService.on(registry));

    app(registry).send().inspected(image);

    Set<String> declared =
        new TreeSet<>(Set.of(CacheConstructorsFeature.typesNeedingConstructorsRegistered()));
    declared.addAll(ours());
    Set<String> found = new TreeSet<>(found("LocalCacheFactory"));
    found.addAll(found("NodeFactory"));
    assertThat(found).containsAll(ours());
    assertThat(declared).containsAll(found);
  }

  /** So that those that are made by one inspection are all that there are. */
  @Test
  void cachesAreMadeWithWhatHoldsThem() {
    noClasses()
        .should()
        .callCodeUnitWhere(
            describe(
                "a cache is built, but not in a constructor",
                call ->
                    call.getTargetOwner().isEquivalentTo(Caffeine.class)
                        && call.getTarget().getName().startsWith("build")
                        && !call.getOrigin().isConstructor()))
        .check(PRODUCT);
    assertThat(
            PRODUCT.stream()
                .filter(
                    type ->
                        type.getCodeUnitCallsFromSelf().stream()
                            .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Caffeine.class)))
                .map(JavaClass::getSimpleName))
        .as("those that an inspection needs; another one has to be made in the test above")
        .containsExactlyInAnyOrder("ChallengeCache", "ImageCache", "TokenCache");
  }

  private static Set<String> ours() {
    return Set.of(CaffeineTypes.class.getAnnotation(RegisterForReflection.class).classNames());
  }

  /** The names that have been looked for in this JVM, by us and by libraries. */
  private static Set<String> found(String factory) throws ReflectiveOperationException {
    Field factories = Class.forName(CAFFEINE + factory).getField("FACTORIES");
    factories.setAccessible(true);
    Set<String> names = new TreeSet<>();
    ((Map<?, ?>) factories.get(null)).keySet().forEach(name -> names.add(CAFFEINE + name));
    return names;
  }
}
