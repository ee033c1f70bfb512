/**
 * What each command does, one package a command. Here stands what several of them share: the files
 * that were asked for, and the versions that the build put together.
 */
@NullMarked
package io.plumbline.jobs;

import org.jspecify.annotations.NullMarked;
