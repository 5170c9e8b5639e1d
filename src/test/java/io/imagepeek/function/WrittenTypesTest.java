package io.imagepeek.function;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.imagepeek.function.batch.BatchView;
import io.imagepeek.function.lambda.BatchResult;
import io.imagepeek.function.lambda.HttpResponse;
import io.imagepeek.function.lambda.SentResults;
import io.imagepeek.inspect.EngineView;
import io.imagepeek.inspect.ImageView;
import io.imagepeek.inspect.PlatformsView;
import io.imagepeek.inspect.RawDocumentView;
import io.imagepeek.nativeimage.JsonTypes;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What is written as JSON is found by reflection: a native executable writes {@code {}} for a type
 * that is not registered for it.
 */
class WrittenTypesTest {

  private static final List<Class<?>> ANSWERS =
      List.of(
          ImageView.class,
          EngineView.class,
          PlatformsView.class,
          RawDocumentView.class,
          ErrorResponse.class,
          BatchView.class,
          BatchView.LastLine.class,
          BatchResult.class,
          HttpResponse.class,
          SentResults.class);

  private static final Set<String> READING =
      Set.of("readValue", "readValues", "treeToValue", "convertValue", "readerFor", "updateValue");

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.imagepeek");

  @Test
  void everyTypeOfAnAnswerIsRegisteredAndNoOther() {
    assertThat(written()).allSatisfy(type -> assertThat(type).isRecord());
    assertThat(JsonTypes.class.getAnnotation(RegisterForReflection.class).targets())
        .containsExactlyInAnyOrderElementsOf(written());
  }

  /** Reading by reflection needs more than is registered: everything is read as a tree. */
  @Test
  void nothingIsReadByReflection() {
    noClasses()
        .should()
        .callMethodWhere(
            describe(
                "binds JSON to a type",
                call ->
                    call.getTargetOwner().isAssignableTo(ObjectMapper.class)
                        && READING.contains(call.getName())))
        .check(PRODUCT);
  }

  /** The order in the annotation, which callers rely on, names each field once. */
  @Test
  void theDocumentedOrderIsComplete() {
    assertThat(written())
        .allSatisfy(
            type ->
                assertThat(type.getAnnotation(JsonPropertyOrder.class).value())
                    .containsExactly(
                        List.of(type.getRecordComponents()).stream()
                            .map(WrittenTypesTest::name)
                            .toArray(String[]::new)));
  }

  @Test
  void noOtherTypeIsMadeToBeWritten() {
    Set<String> known = Set.copyOf(written().stream().map(Class::getName).toList());

    assertThat(PRODUCT.stream().filter(WrittenTypesTest::isMadeToBeWritten).map(JavaClass::getName))
        .hasSameSizeAs(known)
        .allMatch(known::contains);
  }

  private static boolean isMadeToBeWritten(JavaClass type) {
    return type.isAnnotatedWith(JsonPropertyOrder.class)
        || type.getMembers().stream().anyMatch(m -> m.isAnnotatedWith(JsonProperty.class));
  }

  /** The types of ours that an answer is made of. */
  private static Set<Class<?>> written() {
    Set<Class<?>> records = new LinkedHashSet<>();
    Deque<Type> open = new ArrayDeque<>(ANSWERS);
    while (!open.isEmpty()) {
      Type type = open.remove();
      if (type instanceof ParameterizedType generic) {
        open.addAll(List.of(generic.getActualTypeArguments()));
      } else if (type instanceof Class<?> known && known.getName().startsWith("io.imagepeek.")) {
        if (known.isSealed()) {
          open.addAll(List.of(known.getPermittedSubclasses()));
        } else if (records.add(known)) {
          for (RecordComponent component : known.getRecordComponents()) {
            open.add(component.getGenericType());
          }
        }
      }
    }
    return records;
  }

  private static String name(RecordComponent component) {
    JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
    return property == null ? component.getName() : property.value();
  }
}
