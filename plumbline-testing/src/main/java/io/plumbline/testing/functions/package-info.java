/** Functions with exact derivatives, written once and evaluated in any arithmetic. */
package io.plumbline.testing.functions;
