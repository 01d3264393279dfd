/** What is installed: the files of {@code deploy} and the charts of {@code helm}, held against the code and each other. */
@NullMarked
package dev.paxoskv.operator.manifests;

import org.jspecify.annotations.NullMarked;
