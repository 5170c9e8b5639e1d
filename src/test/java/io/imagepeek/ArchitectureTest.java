package io.imagepeek;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.imagepeek.source.http.HttpSettings;
import io.imagepeek.source.registry.RegistrySettings;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rooms of the house and the arrows between them; an arrow never points up. */
class ArchitectureTest {

  private static final String ROOT = "io.imagepeek";

  static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // Generated from containerd's messages
          .withImportOption(location -> !location.contains("/source/engine/containerd/"))
          .importPackages(ROOT);

  /** Docker's own name for the programs that hand out credentials. */
  private static final Set<String> WORDS_OF_THE_FIELD = Set.of("CredentialHelper");

  private static final Pattern DRAWER = Pattern.compile(".*(Util|Utils|Helper|Manager)");

  /** Each package with the packages of ours that it may use, beside itself. */
  private enum Room {
    FAILURE("failure"),
    JSON("json", "failure"),
    IMAGE("image", "failure"),
    SOURCE("source", "image", "failure"),
    NETWORK("source.network", "source", "image", "failure"),
    SOURCE_HTTP("source.http", "source.network", "source", "image", "failure"),
    AUTH("source.registry.auth", "source.network", "source", "image", "json", "failure"),
    CLOUD(
        "source.registry.cloud",
        "source.registry.auth",
        "source.network",
        "source",
        "image",
        "failure"),
    MIRROR("source.registry.mirror", "source.network", "source", "image", "json", "failure"),
    CACHE("source.registry.cache", "source", "image", "failure"),
    REGISTRY(
        "source.registry",
        "source.registry.mirror",
        "source.registry.cloud",
        "source.registry.auth",
        "source.registry.cache",
        "source.http",
        "source.network",
        "source",
        "image",
        "failure"),
    LAYOUT("source.layout", "source", "image", "failure"),
    ENGINE(
        "source.engine",
        "source.engine.containerd",
        "source.http",
        "source.network",
        "source",
        "image",
        "json",
        "failure"),
    INSPECT("inspect", "source", "image", "failure"),
    SAMPLE("sample", "image"),
    WEBHOOK("function.webhook", "image", "json", "failure"),
    FUNCTION("function", "inspect", "source", "image", "json", "failure"),
    BATCH("function.batch", "function", "inspect", "source", "image", "json", "failure"),
    EVENT(
        "function.event", "function", "function.webhook", "inspect", "source", "image", "failure"),
    HTTP(
        "function.http",
        "function",
        "function.batch",
        "function.event",
        "function.webhook",
        "inspect",
        "source",
        "image",
        "failure"),
    LAMBDA(
        "function.lambda",
        "function",
        "function.batch",
        "function.event",
        "function.webhook",
        "inspect",
        "source",
        "image",
        "failure"),
    NATIVE_IMAGE("nativeimage", "function", "function.batch", "function.lambda", "inspect");

    private final String packageName;

    @SuppressWarnings("ImmutableEnumChecker") // never changed, nor handed out
    private final String[] reachable;

    Room(String name, String... mayUse) {
      packageName = ROOT + "." + name;
      reachable =
          Stream.concat(Stream.of(packageName), Arrays.stream(mayUse).map(use -> ROOT + "." + use))
              .toArray(String[]::new);
    }
  }

  @ParameterizedTest
  @EnumSource(Room.class)
  void aRoomUsesOnlyWhatIsBelowIt(Room room) {
    DescribedPredicate<JavaClass> allowed =
        resideOutsideOfPackage(ROOT + "..")
            .or(resideInAnyPackage(room.reachable))
            .or(settingsForTheWiringOf(room));

    classes()
        .that()
        .resideInAPackage(room.packageName)
        .should()
        .onlyDependOnClassesThat(allowed)
        .check(PRODUCT);
  }

  @Test
  void everyClassIsInARoom() {
    classes()
        .should()
        .resideInAnyPackage(
            Stream.of(Room.values()).map(room -> room.packageName).toArray(String[]::new))
        .check(PRODUCT);
  }

  /** The faces get what they need of the operator's settings from here, and know no registry. */
  @Test
  void onlyTheWiringKnowsTheRegistrySettings() {
    noClasses()
        .that()
        .resideInAPackage(Room.FUNCTION.packageName)
        .and()
        .doNotHaveSimpleName("FunctionWiring")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(Room.REGISTRY.packageName + "..")
        .check(PRODUCT);
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void failuresAreFreeOfFrameworks() {
    classes()
        .that()
        .resideInAPackage(Room.FAILURE.packageName)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(Room.FAILURE.packageName, "java..", "org.jspecify..")
        .check(PRODUCT);
  }

  /** Jackson's streaming parser is all that the model needs; it neither waits nor is injected. */
  @Test
  void theImageModelIsFreeOfFrameworks() {
    classes()
        .that()
        .resideInAPackage(Room.IMAGE.packageName)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            Room.IMAGE.packageName,
            Room.FAILURE.packageName,
            "java..",
            "org.jspecify..",
            "com.fasterxml.jackson.core..")
        .check(PRODUCT);
  }

  @Test
  void theImageModelDoesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAnyPackage(Room.IMAGE.packageName, Room.FAILURE.packageName)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..")
        .check(PRODUCT);
  }

  /** What a push event says does not depend on the way by which it came. */
  @Test
  void pushEventsAreFreeOfFrameworks() {
    classes()
        .that()
        .resideInAPackage(Room.WEBHOOK.packageName)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            Room.WEBHOOK.packageName,
            Room.IMAGE.packageName,
            Room.JSON.packageName,
            Room.FAILURE.packageName,
            "java.lang..",
            "java.nio.charset..",
            "java.security..",
            "java.time..",
            "java.util..",
            "javax.crypto..",
            "org.jspecify..",
            "com.fasterxml.jackson.databind..")
        .check(PRODUCT);
  }

  @Test
  void onlyTheFacesKnowHowTheyAreAsked() {
    noClasses()
        .that()
        .resideOutsideOfPackage(Room.HTTP.packageName)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "jakarta.ws.rs..", "org.jboss.resteasy..", "io.quarkus.funqy..", "io.vertx.ext.web..")
        .check(PRODUCT);
    noClasses()
        .that()
        .resideOutsideOfPackage(Room.LAMBDA.packageName)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.amazonaws..")
        .check(PRODUCT);
  }

  @Test
  void logsGoThroughOneLogger() {
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(PRODUCT);
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(PRODUCT);
    noClasses().should().dependOnClassesThat().resideInAPackage("org.slf4j..").check(PRODUCT);
  }

  @Test
  void whatIsInjectedIsInjectedIntoConstructors() {
    NO_CLASSES_SHOULD_USE_FIELD_INJECTION.check(PRODUCT);
    noFields().should().beAnnotatedWith(ConfigProperty.class).check(PRODUCT);
  }

  @Test
  void nothingChangesThatAllShare() {
    fields().that().areStatic().should().beFinal().check(PRODUCT);
  }

  @Test
  void noClassIsADrawer() {
    classes()
        .that(describe("are not words of the field", c -> !isWordOfTheField(c)))
        .should()
        .haveNameNotMatching(DRAWER.pattern())
        .check(PRODUCT);
    assertThat(PRODUCT.stream().filter(ArchitectureTest::isWordOfTheField))
        .as("the exceptions are still needed")
        .hasSameSizeAs(WORDS_OF_THE_FIELD);
  }

  /** A native executable knows no class that is found by its name. */
  @Test
  void noClassIsFoundByItsName() {
    noClasses()
        .should()
        .dependOnClassesThat(
            // The type itself is only handed on: by it alone nothing is found.
            describe(
                "reflect",
                used ->
                    used.getPackageName().startsWith("java.lang.reflect")
                        && !used.isEquivalentTo(Type.class)))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.ServiceLoader")
        .check(PRODUCT);
    for (String method :
        List.of("forName", "getMethod", "getDeclaredMethod", "getDeclaredConstructor")) {
      noClasses()
          .should()
          .callMethodWhere(
              describe(
                  "Class." + method,
                  call ->
                      call.getTargetOwner().isEquivalentTo(Class.class)
                          && call.getName().equals(method)))
          .check(PRODUCT);
    }
    noClasses()
        .should()
        .callMethodWhere(
            describe(
                "ClassLoader.loadClass",
                call ->
                    call.getTargetOwner().isAssignableTo(ClassLoader.class)
                        && call.getName().equals("loadClass")))
        .check(PRODUCT);
  }

  /** The formats of CloudEvents are a service of the SDK; the one that is used is made by us. */
  @Test
  void noFormatOfCloudEventsIsLookedUp() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.cloudevents.core.provider.EventFormatProvider")
        .check(PRODUCT);
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<JavaPackage> packages =
        PRODUCT.stream().map(JavaClass::getPackage).collect(Collectors.toSet());

    assertThat(packages).hasSize(Room.values().length);
    assertThat(packages)
        .allSatisfy(
            one -> assertThat(one.isAnnotatedWith(NullMarked.class)).as(one.getName()).isTrue());
  }

  private static DescribedPredicate<JavaClass> settingsForTheWiringOf(Room room) {
    return describe(
        "settings that are wired",
        target ->
            room == Room.FUNCTION
                && Stream.of(RegistrySettings.class, HttpSettings.class)
                    .anyMatch(type -> target.getFullName().startsWith(type.getName())));
  }

  private static boolean isWordOfTheField(JavaClass javaClass) {
    return WORDS_OF_THE_FIELD.contains(javaClass.getSimpleName());
  }
}
