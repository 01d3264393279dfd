/** Tests that hold the package rules: who may use whom, and what the pure packages may know. */
@NullMarked
package dev.paxoskv.node.architecture;

import org.jspecify.annotations.NullMarked;
