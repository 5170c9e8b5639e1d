package io.imagepeek.openapi;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A test asks the application through REST Assured ({@link DescribedAnswers}), the JDK's client
 * ({@link DescribedClient}) or byte for byte ({@code RawHttp}), which hold the answer against the
 * description. Another client would pass the check by.
 */
class HttpClientsTest {

  /** The tests of the running application; in the other packages there is none. */
  private static final String[] OF_THE_APPLICATION = {
    "io.imagepeek.function.http..",
    "io.imagepeek.faults..",
    "io.imagepeek.protocol..",
    "io.imagepeek.artifact..",
    "io.imagepeek.realregistry..",
    "io.imagepeek.local..",
    "io.imagepeek.source.registry.cloud..",
    "io.imagepeek.openapi..",
  };

  /** Why these may have a client or a socket of their own. */
  private static final Map<String, String> MAY =
      Map.ofEntries(
          Map.entry("openapi.DescribedClient", "checks"),
          Map.entry("function.http.RawHttp", "checks, or does not wait for an answer"),
          Map.entry("function.http.NdjsonBatchRouteTest", "reads line by line, and checks each"),
          Map.entry("function.http.CloudEventRouteTest", "leaves before the answer"),
          Map.entry("function.http.EventsResourceTest", "leaves before the answer"),
          Map.entry("function.http.EventsToSinkTest", "leaves before the answer"),
          Map.entry(
              "function.http.ImpatientSendersTest", "leaves before the answer, or at its start"),
          Map.entry("faults.ClientDisconnectsTest", "leaves before the answer"),
          Map.entry("faults.GuardTest", "leaves before the answer"),
          Map.entry("faults.FaultyPeers", "is a registry"),
          Map.entry("local.DockerApi", "asks an engine"),
          Map.entry("realregistry.RealRegistry", "asks a registry"));

  private static final ArchRule RULE =
      noClasses()
          .that(resideInAnyPackage(OF_THE_APPLICATION))
          .and(
              DescribedPredicate.not(
                  DescribedPredicate.describe("named here", HttpClientsTest::may)))
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe("it opens a connection", HttpClientsTest::opens));

  /** What is called is told by its name; the class path behind it need not be read. */
  private static final JavaClasses TESTS =
      ArchConfiguration.withThreadLocalScope(HttpClientsTest::read);

  private static JavaClasses read(ArchConfiguration configuration) {
    configuration.setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter().importPath(Path.of("target/test-classes"));
  }

  @Test
  void noTestHasAClientOfItsOwn() {
    RULE.check(TESTS);
  }

  /** Else the rule would be loose where nobody looks. */
  @Test
  void whoMayNeedsTo() {
    assertThat(MAY.keySet())
        .allSatisfy(
            name ->
                assertThat(TESTS.get("io.imagepeek." + name).getAccessesFromSelf())
                    .as(name)
                    .anyMatch(HttpClientsTest::opens));
  }

  /** REST Assured is for the application alone, and tells where its tests are. */
  @Test
  void everyTestOfTheApplicationIsLookedAt() {
    assertThat(TESTS)
        .filteredOn(
            test ->
                test.getDirectDependenciesFromSelf().stream()
                    .anyMatch(
                        dependency ->
                            dependency.getTargetClass().getName().startsWith("io.restassured.")))
        .isNotEmpty()
        .allMatch(resideInAnyPackage(OF_THE_APPLICATION));
  }

  private static boolean may(JavaClass test) {
    String name = test.getName().replace("io.imagepeek.", "").split("\\$", 2)[0];
    return MAY.containsKey(name);
  }

  private static boolean opens(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String name = access.getName();
    return switch (owner) {
      case "java.net.Socket" -> name.equals("<init>");
      case "java.net.URL" -> name.startsWith("open");
      case "java.nio.channels.SocketChannel", "java.nio.channels.AsynchronousSocketChannel" ->
          name.equals("open");
      case "java.net.http.HttpClient" -> name.startsWith("new");
      case "io.vertx.core.Vertx" ->
          name.matches("create(Http|Net|WebSocket)Client|httpClientBuilder");
      default -> owner.startsWith("io.vertx.ext.web.client.") && name.equals("create");
    };
  }
}
