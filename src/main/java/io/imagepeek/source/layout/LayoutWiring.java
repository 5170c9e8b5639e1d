package io.imagepeek.source.layout;

import io.imagepeek.source.BoundedExecutor;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.MemoryBudget;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Puts the transports of files together from the operator's settings. */
@Singleton
class LayoutWiring {

  /** Shared by the transports, which read the same disks. */
  private final BoundedExecutor work = new BoundedExecutor("files", 4, 1_000);

  private final LocalFiles files;
  private final Places places;
  private final DocumentReading documents;
  private final MemoryBudget memory;

  LayoutWiring(LocalSettings settings, DocumentReading documents, MemoryBudget memory) {
    this.files = new LocalFiles(settings.roots().orElse(List.of()));
    this.places =
        new Places(
            files, new TarScan.Limits(settings.archiveEntries(), settings.archiveHeaderBytes()));
    this.documents = documents;
    this.memory = memory;
  }

  /** The source of the transport {@code oci}. */
  @Produces
  @Singleton
  LocalSource oci() {
    return new LocalSource(
        "oci",
        files,
        work,
        memory,
        (located, tag, room, context) ->
            new OciLayout(places.directory(located, room, context), tag, documents, room));
  }

  /** The source of the transport {@code oci-archive}. */
  @Produces
  @Singleton
  LocalSource ociArchive() {
    return new LocalSource(
        "oci-archive",
        files,
        work,
        memory,
        (located, tag, room, context) ->
            new OciLayout(places.archive(located, room, context), tag, documents, room));
  }

  /** The source of the transport {@code docker-archive}. */
  @Produces
  @Singleton
  LocalSource dockerArchive() {
    return new LocalSource(
        "docker-archive",
        files,
        work,
        memory,
        (located, tag, room, context) ->
            new DockerArchive(places.archive(located, room, context), tag, documents, room));
  }

  /** The source of the transport {@code dir}. */
  @Produces
  @Singleton
  LocalSource dir() {
    return new LocalSource(
        "dir",
        files,
        work,
        memory,
        (located, tag, room, context) ->
            new SavedDirectory(places.directory(located, room, context), tag, documents, room));
  }
}
