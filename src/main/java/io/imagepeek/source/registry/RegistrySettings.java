package io.imagepeek.source.registry;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The operator's settings of the registry client; the defaults stand in application.properties. */
@ConfigMapping(prefix = "imagepeek")
public interface RegistrySettings {

  /** Which registries may be asked, and how. */
  Registry registry();

  /** Which addresses may be connected to. */
  Network network();

  /** The proxies, in the forms of the environment variables of the same names. */
  Proxy proxy();

  /** Where credentials are found. */
  CredentialStores credentials();

  /** The clouds whose registries are asked by the identity that the function runs under. */
  Identity identity();

  /** How much may be read. */
  Limits limits();

  /** Settings of registries. */
  interface Registry {
    /** Patterns of the registry hosts that may be asked. */
    List<String> allow();

    /** The registries, {@code host[:port]}, that are asked over plain http. */
    Optional<List<String>> insecure();

    /**
     * Whether HTTP/2 is spoken where it is offered: many exchanges share a connection then, but the
     * first waits a round trip longer, until the registry has told its settings.
     */
    boolean http2();

    /** What is added to the {@code User-Agent} of requests. */
    Optional<String> userAgent();

    /** The file that names mirrors, moves and blocks registries (registries.conf, version 2). */
    Optional<Path> registriesConf();

    /** The name of the TLS configuration for registries; the default one where absent. */
    Optional<String> tlsConfigurationName();
  }

  /** Settings of addresses. */
  interface Network {
    /** The CIDR ranges of loopback and private addresses that may be connected to. */
    Optional<List<String>> allow();
  }

  /** Settings of proxies. */
  interface Proxy {
    /** The proxy for https URLs. */
    Optional<String> https();

    /** The proxy for http URLs. */
    Optional<String> http();

    /** The hosts that are reached without a proxy. */
    Optional<String> none();
  }

  /** Settings of credentials. */
  interface CredentialStores {
    /** Whether the container tools' files are read at all. */
    boolean files();

    /** Whether credential helper executables named in those files are run. */
    boolean helpers();

    /** How long one helper may take. */
    Duration helperTimeout();
  }

  /** Settings of the function's own identity. */
  interface Identity {
    /** Whether the private registries of Amazon ECR are asked by the function's AWS role. */
    boolean aws();

    /** Whether Google's registries are asked by the function's Google service account. */
    boolean google();

    /** How long the cloud may take to give a token. */
    Duration timeout();
  }

  /** Bounds on what is read; a body over its bound is cut off on the wire. */
  interface Limits {
    /** Bytes of memory for all that is read together; absent: a quarter of the heap. */
    Optional<MemorySize> documents();

    /** Bytes of a manifest or index. */
    int manifestBytes();

    /** Bytes of an image configuration. */
    int configBytes();

    /** Bytes of a token service's answer. */
    int tokenBytes();

    /** Bytes of an error's body; what is beyond is not read. */
    int errorBytes();

    /** Bytes of one page of tags. */
    int tagsPageBytes();

    /** Pages of tags of a repository. */
    int tagsPages();

    /** Tags of a repository, all pages together. */
    int tags();

    /** Requests that one inspection makes. */
    int requests();

    /** Requests that all inspections of one batch, or for one notice, make together. */
    int requestsTogether();

    /** Redirects that one request follows. */
    int redirects();

    /** Indexes within each other. */
    int indexNesting();

    /** Entries of an image's indexes together, where all are looked at. */
    int indexEntries();

    /** Objects and arrays within each other in a document. */
    int jsonDepth();
  }
}
