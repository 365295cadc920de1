/** What every run needs whatever it loads: its command line and its end, the folder of its results, the machine it is made on. */
@NullMarked
package dev.redstart.load.run;

import org.jspecify.annotations.NullMarked;
