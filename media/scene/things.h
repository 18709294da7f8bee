#pragma once
// Things that stand in a city: lamps, benches, signs, notices, a tram, stalls. One thread.

#include "media/scene/canvas.h"
#include "media/scene/dice.h"

namespace cityaudit::media::scene {

/// Strokes that look like writing from a distance: Latin, Cyrillic, Arabic, Chinese or Devanagari, one per call.
void draw_lines_of_script(Canvas& canvas, Dice& dice, float x, float y, float w, float h, int lines, Colour ink);
/// A sheet of paper on a wall with a coloured head and lines; `torn` takes a corner off.
void draw_notice(Canvas& canvas, Dice& dice, float x, float y, float w, float h, bool torn = false);
/// A board on two legs with several notices in different scripts.
void draw_notice_board(Canvas& canvas, Dice& dice, float x, float ground, float w, float h, bool torn);

enum class LampState { off, shines, broken };
void draw_lamp(Canvas& canvas, float x, float ground, float height, LampState state);

void draw_bench(Canvas& canvas, float x, float ground, float w, bool broken);
void draw_bin(Canvas& canvas, Dice& dice, float x, float ground, float size, bool overflowing);
void draw_litter(Canvas& canvas, Dice& dice, float from, float to, float top, float bottom, int pieces);
void draw_puddle(Canvas& canvas, float x, float y, float w, Colour sky);

/// A post whose boards point in several directions.
void draw_signpost(Canvas& canvas, Dice& dice, float x, float ground, float height, bool defaced);
/// A seven-segment number on a dark panel.
void draw_display(Canvas& canvas, float x, float y, float digit_height, int number, Colour colour);

void draw_tram(Canvas& canvas, Dice& dice, float x, float ground, float w, bool lit);
void draw_stop_sign(Canvas& canvas, Dice& dice, float x, float ground, float height, bool damaged);
void draw_shelter(Canvas& canvas, float x, float ground, float w, float h);

void draw_stall(Canvas& canvas, Dice& dice, float x, float ground, float w, bool open);
/// Small flags on a slack line.
void draw_bunting(Canvas& canvas, Dice& dice, Point from, Point to, float sag);
/// Bulbs on a slack line.
void draw_string_lights(Canvas& canvas, Point from, Point to, float sag, bool shine);

/// Loops and zigzags of spray paint that spell nothing.
void draw_scribble(Canvas& canvas, Dice& dice, float x, float y, float w, float h, Colour paint, float thickness);
void draw_heart(Canvas& canvas, float x, float y, float size, Colour colour);

}  // namespace cityaudit::media::scene
