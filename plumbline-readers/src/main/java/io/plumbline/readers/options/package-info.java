/** What a user says about a model file that the file itself leaves open. */
@NullMarked
package io.plumbline.readers.options;

import org.jspecify.annotations.NullMarked;
