/** Texts that a client keeps and shows again, and that it cannot make or change: {@link dev.redstart.endpoint.token.Tokens}. */
@NullMarked
package dev.redstart.endpoint.token;

import org.jspecify.annotations.NullMarked;
