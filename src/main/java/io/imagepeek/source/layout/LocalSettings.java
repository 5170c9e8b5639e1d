package io.imagepeek.source.layout;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** The operator's settings of images in files; the defaults stand in application.properties. */
@ConfigMapping(prefix = "imagepeek.local")
public interface LocalSettings {

  /** The directories under which files may be read; none where absent. */
  Optional<List<String>> roots();

  /** Entries of an archive at most. */
  int archiveEntries();

  /** Bytes of an archive's headers at most, all of them together. */
  long archiveHeaderBytes();
}
