package io.imagepeek;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.FileDescriptor;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.Temporal;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Application classes are initialised while a native executable is built, so that what their static
 * fields hold is the same on every machine that runs it. Nothing there may belong to the machine
 * that built it: the builder refuses addresses, threads and open files, and would keep its clock,
 * its environment and its random numbers without a word.
 */
class StaticStateTest {

  private static final List<Class<?>> OF_ONE_MACHINE =
      List.of(
          InetAddress.class,
          SocketAddress.class,
          NetworkInterface.class,
          InstantSource.class,
          RandomGenerator.class,
          Thread.class,
          ThreadFactory.class,
          Executor.class,
          Timer.class,
          Process.class,
          Path.class,
          File.class,
          ProcessHandle.class,
          FileDescriptor.class,
          HttpClient.class,
          Vertx.class,
          // Streams, channels, sockets
          AutoCloseable.class);

  /** What methods of these tell depends on the machine; no names: all of them. */
  private static final Map<Class<?>, Set<String>> ASKING_THE_MACHINE =
      Map.ofEntries(
          Map.entry(
              System.class,
              Set.of("getenv", "getProperty", "currentTimeMillis", "nanoTime", "identityHashCode")),
          Map.entry(Temporal.class, Set.of("now")),
          Map.entry(Clock.class, Set.of()),
          Map.entry(Date.class, Set.of("<init>")),
          Map.entry(ZoneId.class, Set.of("systemDefault")),
          Map.entry(Locale.class, Set.of("getDefault")),
          Map.entry(Integer.class, Set.of("getInteger")),
          Map.entry(Long.class, Set.of("getLong")),
          Map.entry(Boolean.class, Set.of("getBoolean")),
          Map.entry(UUID.class, Set.of("randomUUID")),
          Map.entry(Math.class, Set.of("random")),
          Map.entry(RandomGenerator.class, Set.of()),
          Map.entry(ConfigProvider.class, Set.of()),
          Map.entry(InetAddress.class, Set.of()),
          Map.entry(Files.class, Set.of()),
          Map.entry(Runtime.class, Set.of()),
          Map.entry(ProcessHandle.class, Set.of()));

  private static final ArchRule STATIC_FIELDS =
      fields().that().areStatic().should(holdNothingOfOneMachine());

  private static final ArchRule STATIC_INITIALIZERS = classes().should(askNoMachineAtTheirStart());

  @Test
  void staticFieldsHoldNothingThatBelongsToAMachine() {
    STATIC_FIELDS.check(ArchitectureTest.PRODUCT);
  }

  @Test
  void staticInitializersAskNoMachine() {
    STATIC_INITIALIZERS.check(ArchitectureTest.PRODUCT);
  }

  /** The address of a Cidr once stood in a record, in a list. */
  @ParameterizedTest
  @ValueSource(classes = {AddressInARecord.class, ThreadsOfAnInterface.class, OpenFile.class})
  void theRuleSeesWhatIsHeldIndirectly(Class<?> holder) {
    assertThatThrownBy(
            () ->
                STATIC_FIELDS.check(
                    new ClassFileImporter()
                        .importClasses(holder, Block.class, Work.class, Threads.class)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(holder.getSimpleName());
  }

  @ParameterizedTest
  @ValueSource(classes = {StartedAt.class, OfTheEnvironment.class, Seeded.class})
  void theRuleSeesWhatIsAskedIndirectly(Class<?> asking) {
    assertThatThrownBy(
            () -> STATIC_INITIALIZERS.check(new ClassFileImporter().importClasses(asking)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(asking.getSimpleName());
  }

  /** What a lambda asks is asked when it is called. */
  @Test
  void whatIsAskedLaterIsNoneOfIt() {
    STATIC_INITIALIZERS.check(new ClassFileImporter().importClasses(AskedLater.class));
  }

  private static ArchCondition<JavaField> holdNothingOfOneMachine() {
    return new ArchCondition<>("hold nothing that belongs to one machine") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        held(field, new HashSet<>())
            .ifPresent(
                path ->
                    events.add(
                        SimpleConditionEvent.violated(field, field.getFullName() + ": " + path)));
      }
    };
  }

  /** By which types a field leads to one of a machine. */
  private static Optional<String> held(JavaField field, Set<JavaClass> seen) {
    return field.getType().getAllInvolvedRawTypes().stream()
        .map(type -> held(type.getBaseComponentType(), seen))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> held(JavaClass type, Set<JavaClass> seen) {
    if (!seen.add(type)) {
      return Optional.empty();
    }
    if (OF_ONE_MACHINE.stream().anyMatch(type::isAssignableTo)) {
      return Optional.of(type.getName());
    }
    if (!type.getPackageName().startsWith("io.imagepeek")) {
      return Optional.empty();
    }
    Set<JavaClass> possible = new HashSet<>(type.getAllSubclasses());
    possible.add(type);
    return possible.stream()
        .flatMap(one -> one.getAllFields().stream())
        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
        .map(field -> held(field, seen))
        .flatMap(Optional::stream)
        .map(path -> type.getName() + " > " + path)
        .findFirst();
  }

  private static ArchCondition<JavaClass> askNoMachineAtTheirStart() {
    return new ArchCondition<>("ask no machine while they are initialised") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getStaticInitializer()
            .flatMap(start -> asked(start, new HashSet<>()))
            .ifPresent(
                path ->
                    events.add(SimpleConditionEvent.violated(type, type.getName() + ": " + path)));
      }
    };
  }

  private static Optional<String> asked(JavaCodeUnit unit, Set<JavaCodeUnit> seen) {
    if (!seen.add(unit)) {
      return Optional.empty();
    }
    Optional<String> here =
        unit.getCallsFromSelf().stream()
            .filter(call -> !call.isDeclaredInLambda() && asksTheMachine(call))
            .map(call -> call.getTarget().getFullName())
            .findFirst();
    return here.isPresent()
        ? here
        : unit.getCallsFromSelf().stream()
            .filter(call -> !call.isDeclaredInLambda())
            .flatMap(call -> call.getTarget().resolveMember().stream())
            .filter(JavaCodeUnit.class::isInstance)
            .map(called -> asked((JavaCodeUnit) called, seen))
            .flatMap(Optional::stream)
            .map(path -> unit.getFullName() + " > " + path)
            .findFirst();
  }

  private static boolean asksTheMachine(JavaCall<?> call) {
    return ASKING_THE_MACHINE.entrySet().stream()
        .anyMatch(
            asking ->
                call.getTargetOwner().isAssignableTo(asking.getKey())
                    && (asking.getValue().isEmpty() || asking.getValue().contains(call.getName())));
  }

  private record Block(InetAddress network) {}

  private interface Work {}

  private record Threads(ExecutorService threads) implements Work {}

  @SuppressWarnings("unused") // read by the rules
  private static final class AddressInARecord {
    static final List<Block> BLOCKS = List.of(new Block(InetAddress.getLoopbackAddress()));
  }

  @SuppressWarnings("unused") // read by the rules
  private static final class ThreadsOfAnInterface {
    static final Optional<Work> WORK = Optional.of(new Threads(Executors.newCachedThreadPool()));
  }

  @SuppressWarnings("unused") // read by the rules
  private static final class OpenFile {
    static final Map<String, Path[]> FILES = Map.of();
  }

  @SuppressWarnings("unused") // read by the rules
  private static final class StartedAt {
    static final long MILLIS = now();

    private static long now() {
      return Instant.now().toEpochMilli();
    }
  }

  @SuppressWarnings("unused") // read by the rules
  private static final class OfTheEnvironment {
    static final Optional<String> HOME = Optional.ofNullable(System.getenv("HOME"));
  }

  @SuppressWarnings("unused") // read by the rules
  private static final class Seeded {
    static final int SALT = new SecureRandom().nextInt();
  }

  @SuppressWarnings("unused") // read by the rules
  private static final class AskedLater {
    static final Supplier<String> HOME = () -> System.getenv("HOME");
  }
}
