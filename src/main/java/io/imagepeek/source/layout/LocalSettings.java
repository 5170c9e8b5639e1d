package io.imagepeek.source.layout;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** The operator's settings of images in files; application.properties has the defaults. */
@ConfigMapping(prefix = "imagepeek.local")
public interface LocalSettings {

  /** The directories whose files may be read; none if absent. */
  Optional<List<String>> roots();

  /** The most entries of an archive. */
  int archiveEntries();

  /** The most bytes of all headers of an archive together. */
  long archiveHeaderBytes();
}
