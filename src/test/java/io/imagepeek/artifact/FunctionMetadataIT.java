package io.imagepeek.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.imagepeek.testing.NativeMetadata;
import io.quarkus.funqy.Funq;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What only the HTTP target has to declare to native-image; the other does not compile this. */
class FunctionMetadataIT {

  private static NativeMetadata metadata;

  @BeforeAll
  static void read() throws IOException {
    metadata = NativeMetadata.ofLastBuild();
  }

  @Test
  void functions() {
    List<String> functions =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.imagepeek")
                .stream()
                .filter(
                    type -> type.getMethods().stream().anyMatch(m -> m.isAnnotatedWith(Funq.class)))
                .map(JavaClass::getName)
                .toList();

    assertThat(functions)
        .isNotEmpty()
        .allMatch(metadata::canBeMade)
        .allMatch(metadata::canBeCalled);
  }

  /** What takes the role of a Kubernetes service account is a class that the SDK finds by name. */
  @Test
  void theRoleOfAServiceAccount() {
    assertThat(
            metadata.canBeMade(
                "software.amazon.awssdk.services.sts.internal"
                    + ".StsWebIdentityCredentialsProviderFactory"))
        .isTrue();
    // Its calls are made by the client that the SDK finds as a service.
    assertThat(
            metadata.canBeMade(
                "software.amazon.awssdk.http.urlconnection.UrlConnectionSdkHttpService"))
        .isTrue();
  }
}
