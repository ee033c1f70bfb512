/** How far a computed function value may lie from the value of the smooth function behind it. */
package io.plumbline.core.noise;
