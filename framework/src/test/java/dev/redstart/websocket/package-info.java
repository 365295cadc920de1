@NullMarked
package dev.redstart.websocket;

import org.jspecify.annotations.NullMarked;
