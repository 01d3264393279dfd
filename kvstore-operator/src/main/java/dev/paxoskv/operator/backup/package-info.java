/** Backups and their schedules: pure decisions on what to do next, what they are made from, and what carries them out. */
@NullMarked
package dev.paxoskv.operator.backup;

import org.jspecify.annotations.NullMarked;
