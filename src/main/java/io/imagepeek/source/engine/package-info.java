/**
 * Images in container engines on this machine, read over their sockets: Docker, podman and
 * containerd.
 *
 * <p>It uses {@code source} and what is below. Begin with {@code DockerSource} and {@code
 * ContainerdSource}.
 */
@NullMarked
package io.imagepeek.source.engine;

import org.jspecify.annotations.NullMarked;
