/** Derivatives by finite differences, each with its error bound, its step and what it cost. */
package io.plumbline.core.estimate;
