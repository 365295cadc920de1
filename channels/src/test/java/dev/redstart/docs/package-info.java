/** The code of the pages about channels; the framework's {@code DocsTest} compares them. */
@NullMarked
package dev.redstart.docs;

import org.jspecify.annotations.NullMarked;
