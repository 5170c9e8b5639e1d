/** Holds every answer that the tests see against the published description of the interface. */
package io.imagepeek.openapi;
