/**
 * The model: its file and manifest, loading it in the background for as long as it takes, and what
 * is known of it at any moment. Knows neither HTTP nor which library runs it. Start at {@link
 * dev.belay.gpu.model.ModelLoader}.
 */
@NullMarked
package dev.belay.gpu.model;

import org.jspecify.annotations.NullMarked;
