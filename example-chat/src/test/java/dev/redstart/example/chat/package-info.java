@NullMarked
package dev.redstart.example.chat;

import org.jspecify.annotations.NullMarked;
