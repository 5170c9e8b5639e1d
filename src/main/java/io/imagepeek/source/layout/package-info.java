/** Images in files: OCI layouts, directories, and archives of either kind. */
@NullMarked
package io.imagepeek.source.layout;

import org.jspecify.annotations.NullMarked;
