/**
 * The Java that the pages in {@code docs/} show. Each snippet is a region of a file here, so it compiles and runs; {@code DocsTest} keeps
 * pages and regions the same.
 */
@NullMarked
package dev.redstart.docs;

import org.jspecify.annotations.NullMarked;
