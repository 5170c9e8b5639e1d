/** The registry protocol, tested at the wire: what is asked of a registry, and what comes of it. */
package io.imagepeek.protocol;
