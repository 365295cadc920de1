/** Supervisors: processes whose only work is to start, watch, restart and stop other processes, by OTP's rules. */
@NullMarked
package dev.redstart.supervisor;

import org.jspecify.annotations.NullMarked;
