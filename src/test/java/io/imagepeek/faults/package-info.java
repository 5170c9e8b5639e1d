/** What the function answers when registries, and the ways to them, fail. */
package io.imagepeek.faults;
