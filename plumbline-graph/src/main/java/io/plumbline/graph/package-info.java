/**
 * The typed graph that every model becomes, whichever file it came from: shapes are inferred and
 * checked as it is built, so that whoever evaluates it need not check again.
 */
@NullMarked
package io.plumbline.graph;

import org.jspecify.annotations.NullMarked;
