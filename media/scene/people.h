#pragma once
// People as flat figures without faces: everybody, and nobody in particular. One thread.

#include "media/scene/canvas.h"
#include "media/scene/dice.h"

namespace cityaudit::media::scene {

enum class Carries { nothing, bag, backpack, umbrella, pram };

struct Figure {
  float x = 0;       // middle
  float feet = 0;    // where they stand
  float height = 0;  // of the person
  Carries carries = Carries::nothing;
  bool sits = false;
};

/// Clothes, hair and skin are the dice's; a height below 75 % of the others reads as a child.
void draw_person(Canvas& canvas, Dice& dice, const Figure& figure);
void draw_wheelchair_user(Canvas& canvas, Dice& dice, float x, float feet, float height);
/// `count` people side by side from `from` to `to`, some of them with bags, umbrellas when it rains.
void draw_people(Canvas& canvas, Dice& dice, float from, float to, float feet, float height, int count, bool umbrellas = false);

/// A speech bubble whose tail points to (x, y); inside, lines of a script that the dice choose, or a question mark.
void draw_bubble(Canvas& canvas, Dice& dice, float x, float y, float size, bool question);

}  // namespace cityaudit::media::scene
