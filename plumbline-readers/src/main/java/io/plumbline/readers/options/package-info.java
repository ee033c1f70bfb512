/** What a user says about a model file that the file itself leaves open. */
package io.plumbline.readers.options;
