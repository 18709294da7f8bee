#pragma once
// One function per motif: what stands in front, and what makes it a light or a shadow side of the city. One thread.

#include "media/photo.h"
#include "media/scene/canvas.h"
#include "media/scene/dice.h"

namespace cityaudit::media::scene {

void draw_office(Canvas& canvas, Dice& dice, Polarity polarity);
void draw_signpost_square(Canvas& canvas, Dice& dice, Polarity polarity);
void draw_street_at_night(Canvas& canvas, Dice& dice, Polarity polarity);
void draw_pavement(Canvas& canvas, Dice& dice, Polarity polarity);
void draw_tram_stop(Canvas& canvas, Dice& dice, Polarity polarity);
void draw_market(Canvas& canvas, Dice& dice, Polarity polarity);
void draw_playground(Canvas& canvas, Dice& dice, Polarity polarity);
void draw_housing(Canvas& canvas, Dice& dice, Polarity polarity);
void draw_wall(Canvas& canvas, Dice& dice, Polarity polarity);
void draw_community_event(Canvas& canvas, Dice& dice, Polarity polarity);
void draw_school(Canvas& canvas, Dice& dice, Polarity polarity);
void draw_health(Canvas& canvas, Dice& dice, Polarity polarity);

}  // namespace cityaudit::media::scene
