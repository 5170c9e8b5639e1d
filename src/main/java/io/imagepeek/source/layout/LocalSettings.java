package io.imagepeek.source.layout;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** The settings of images in files. Their defaults are in application.properties. */
@ConfigMapping(prefix = "imagepeek.local")
public interface LocalSettings {

  /** The directories under which images in files may be read, as absolute paths. Default: none. */
  Optional<List<String>> roots();

  /** The maximum number of entries in one archive. */
  int archiveEntries();

  /** The maximum size of all headers of one archive together, in bytes. */
  long archiveHeaderBytes();
}
