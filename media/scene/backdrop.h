#pragma once
// What stands behind every street scene: the hour, the sky, the skyline, houses, trees, the ground. One thread.

#include "media/scene/canvas.h"
#include "media/scene/dice.h"

namespace cityaudit::media::scene {

enum class Hour { morning, day, evening, dusk, overcast, rain };

constexpr bool is_dark(Hour hour) { return hour == Hour::dusk; }
constexpr bool is_grey(Hour hour) { return hour == Hour::overcast || hour == Hour::rain; }

/// Sets the canvas's light and draws sky, sun, clouds and the far city down to `horizon`.
void draw_sky(Canvas& canvas, Dice& dice, Hour hour, float horizon);

/// A row of town houses whose feet stand at `ground`, over the whole width. `grey` 0..1 takes the colour out of them.
void draw_houses(Canvas& canvas, Dice& dice, Hour hour, float ground, float grey = 0);
void draw_house(Canvas& canvas, Dice& dice, Hour hour, float x, float ground, float w, float h, Colour wall);

/// One window; lit when the hour is dark and the dice say so.
void draw_window(Canvas& canvas, Dice& dice, Hour hour, float x, float y, float w, float h);

/// A block of flats built of panels, with loggias; `worn` draws stains and bare places.
void draw_panel_block(Canvas& canvas, Dice& dice, Hour hour, float x, float ground, float w, float h, bool worn);

void draw_tree(Canvas& canvas, Dice& dice, float x, float ground, float size);
void draw_bush(Canvas& canvas, Dice& dice, float x, float ground, float size);

/// Small paving stones from `from` to `to`, then kerb, then a road down to the lower edge.
void draw_street(Canvas& canvas, Dice& dice, float from, float to);
/// Grass with a light path in the middle, from `from` to the lower edge.
void draw_lawn(Canvas& canvas, Dice& dice, float from);

/// Over everything: streaks and rings in the puddles. Only for Hour::rain.
void draw_rain(Canvas& canvas, Dice& dice);

}  // namespace cityaudit::media::scene
