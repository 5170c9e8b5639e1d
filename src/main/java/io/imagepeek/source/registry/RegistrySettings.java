package io.imagepeek.source.registry;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The operator's settings of the registry client. Their defaults are in application.properties. */
@ConfigMapping(prefix = "imagepeek")
public interface RegistrySettings {

  /** Which registries may be used, and how. */
  Registry registry();

  /** Which addresses may be connected to. */
  Network network();

  /** The proxies, in the forms of the environment variables of the same names. */
  Proxy proxy();

  /** Where credentials are found. */
  CredentialStores credentials();

  /** The clouds whose registries get tokens of the function's own identity. */
  Identity identity();

  /** Limits on documents and requests. */
  Limits limits();

  /** Settings of all registries. */
  interface Registry {
    /** Patterns of the registry hosts that may be used. */
    List<String> allow();

    /** The registries, {@code host[:port]}, that are reached by plain HTTP; absent: none. */
    Optional<List<String>> insecure();

    /**
     * Whether HTTP/2 is used with registries that offer it. Exchanges then share a connection, but
     * the first one waits a round trip longer, for the registry's HTTP/2 settings.
     */
    boolean http2();

    /** A text that is appended to the {@code User-Agent} of requests; absent: none. */
    Optional<String> userAgent();

    /**
     * The file that configures mirrors, and that moves or blocks registries (registries.conf,
     * version 2); absent: none.
     */
    Optional<Path> registriesConf();

    /** The name of the TLS configuration for registries; absent: the default configuration. */
    Optional<String> tlsConfigurationName();
  }

  /** Settings of addresses. */
  interface Network {
    /** The CIDR ranges of loopback and private addresses that may be connected to; absent: none. */
    Optional<List<String>> allow();
  }

  /** Settings of proxies. */
  interface Proxy {
    /** The proxy for https URLs; absent: none. */
    Optional<String> https();

    /** The proxy for http URLs; absent: none. */
    Optional<String> http();

    /**
     * The hosts that are reached without a proxy, in the form of {@code NO_PROXY}; absent: none.
     */
    Optional<String> none();
  }

  /** Settings of credentials. */
  interface CredentialStores {
    /** Whether the credential files of the container tools are read. */
    boolean files();

    /** Whether the credential helpers that those files name are run. */
    boolean helpers();

    /** The time that one run of a helper may take; the helper is killed after it. */
    Duration helperTimeout();
  }

  /** Settings of the function's own identity. */
  interface Identity {
    /** Whether private registries of Amazon ECR get a token of the function's AWS role. */
    boolean aws();

    /** Whether Google's registries get a token of the function's Google service account. */
    boolean google();

    /** The time that the cloud may take to issue a token. */
    Duration timeout();
  }

  /** Limits on what is read. No body is read beyond its limit. */
  interface Limits {
    /** The memory in bytes for all documents in use at once; absent: a quarter of the heap. */
    Optional<MemorySize> documents();

    /** The greatest size of a manifest or index, in bytes. */
    int manifestBytes();

    /** The greatest size of an image configuration, in bytes. */
    int configBytes();

    /** The greatest size of a token service's response body, in bytes. */
    int tokenBytes();

    /** How many bytes of an error response's body are read; the rest is ignored. */
    int errorBytes();

    /** The greatest size of one page of a tag list, in bytes. */
    int tagsPageBytes();

    /** The greatest number of pages of a tag list. */
    int tagsPages();

    /** The greatest number of tags of a repository, on all pages together. */
    int tags();

    /** The greatest number of requests of one inspection, retries included; at least 1. */
    int requests();

    /**
     * The greatest number of requests of all inspections of one batch or one push event together,
     * retries included; at least 1.
     */
    int requestsTogether();

    /** The greatest number of redirects that one request follows. */
    int redirects();

    /** The greatest depth of indexes nested within each other. */
    int indexNesting();

    /** The greatest number of entries of an image's indexes together, if all of them are read. */
    int indexEntries();

    /** The greatest depth of JSON objects and arrays nested within each other. */
    int jsonDepth();
  }
}
