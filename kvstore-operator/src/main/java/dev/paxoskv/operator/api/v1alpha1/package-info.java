/** The resources as users write and read them; the resource definitions are generated from these types. */
@NullMarked
package dev.paxoskv.operator.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
