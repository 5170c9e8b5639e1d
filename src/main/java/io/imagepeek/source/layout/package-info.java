/**
 * Images in files: OCI layouts, directories, and archives of either kind.
 *
 * <p>It uses {@code source} and what is below. Begin with {@code LocalSource}, then {@code
 * OciLayout}, {@code DockerArchive} and {@code SavedDirectory}.
 */
@NullMarked
package io.imagepeek.source.layout;

import org.jspecify.annotations.NullMarked;
