package io.imagepeek.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.checksums.SdkChecksum;
import software.amazon.awssdk.checksums.internal.ChecksumProvider;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;
import software.amazon.awssdk.regions.GeneratedServiceMetadataProvider;
import software.amazon.awssdk.regions.ServiceMetadata;
import software.amazon.awssdk.regions.ServiceMetadataProvider;
import software.amazon.awssdk.regions.servicemetadata.ApiEcrServiceMetadata;
import software.amazon.awssdk.regions.servicemetadata.StsServiceMetadata;

/**
 * What a native executable has instead of parts of the AWS SDK. On the JVM this class is not
 * loaded.
 */
final class AwsSdkSubstitutions {

  private AwsSdkSubstitutions() {}

  /**
   * What the SDK knows of a service's endpoints.
   *
   * @param service as the SDK's client of it says, {@code SERVICE_METADATA_ID}
   * @return null for a service that no client here is for
   */
  static @Nullable ServiceMetadata endpoints(String service) {
    return switch (service) {
      case "api.ecr" -> new ApiEcrServiceMetadata();
      case "sts" -> new StsServiceMetadata();
      default -> null;
    };
  }

  /**
   * The checksums of the AWS Common Runtime, an optional library that is not there: the builder
   * would not link the methods that name its classes. No call of ECR or STS has such a checksum.
   */
  @TargetClass(ChecksumProvider.class)
  @SuppressWarnings("DoNotCallSuggester") // nobody calls them by these names
  static final class Checksums {

    private Checksums() {}

    /** Java's CRC-32C has been looked for before; null leads to the SDK's own. */
    @Substitute
    static @Nullable SdkChecksum createCrtCrc32C() {
      return null;
    }

    @Substitute
    static SdkChecksum crc64NvmeCrtImplementation() {
      throw new UnsupportedOperationException("CRC64NVME needs the AWS Common Runtime");
    }

    @Substitute
    static SdkChecksum crtXxHash(ChecksumAlgorithm algorithm) {
      throw new UnsupportedOperationException(
          algorithm.algorithmId() + " needs the AWS Common Runtime");
    }
  }

  /** The SDK's own names the endpoints of 300 services, some 10 MB of code. */
  @TargetClass(GeneratedServiceMetadataProvider.class)
  @Substitute
  static final class Endpoints implements ServiceMetadataProvider {

    @Substitute
    Endpoints() {}

    @Override
    @Substitute
    public @Nullable ServiceMetadata serviceMetadata(String service) {
      return endpoints(service);
    }
  }
}
