/**
 * Images in container engines on this machine, read over their sockets: Docker, podman and
 * containerd.
 *
 * <p>It uses {@code source.http}, {@code source}, {@code json}, {@code image} and {@code failure}.
 * Begin with {@code DockerSource} and {@code ContainerdSource}.
 */
@NullMarked
package io.imagepeek.source.engine;

import org.jspecify.annotations.NullMarked;
