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

/** Replaces parts of the AWS SDK in the native executable. The JVM does not load this class. */
final class AwsSdkSubstitutions {

  private AwsSdkSubstitutions() {}

  /**
   * The SDK's endpoint metadata of a service.
   *
   * @param service the {@code SERVICE_METADATA_ID} of the SDK's client
   * @return null for a service that imagepeek does not use
   */
  static @Nullable ServiceMetadata endpoints(String service) {
    return switch (service) {
      case "api.ecr" -> new ApiEcrServiceMetadata();
      case "sts" -> new StsServiceMetadata();
      default -> null;
    };
  }

  /**
   * The checksums of the AWS Common Runtime, an optional library that is absent. The native builder
   * cannot link methods that name its classes. Calls to ECR and STS do not use these checksums.
   */
  @TargetClass(ChecksumProvider.class)
  @SuppressWarnings("DoNotCallSuggester") // the SDK calls them
  static final class Checksums {

    private Checksums() {}

    /** The SDK tries Java's CRC-32C first; after null it uses its own. */
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

  /** The SDK's own class lists the endpoints of 300 services, about 10 MB of code. */
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
