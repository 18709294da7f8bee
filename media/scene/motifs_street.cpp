#include "media/scene/backdrop.h"
#include "media/scene/motifs.h"
#include "media/scene/people.h"
#include "media/scene/things.h"

namespace cityaudit::media::scene {
namespace {

Hour hour_for(Dice& dice, Polarity polarity) {
  static constexpr std::array<Hour, 4> bright = {Hour::day, Hour::day, Hour::morning, Hour::evening};
  static constexpr std::array<Hour, 4> gloomy = {Hour::overcast, Hour::rain, Hour::overcast, Hour::evening};
  return polarity == Polarity::down ? dice.pick(gloomy) : dice.pick(bright);
}

void draw_car(Canvas& canvas, Dice& dice, float x, float ground, float w) {
  static constexpr std::array<Colour, 5> paints = {hex(0x3C6E8F), hex(0x9B2F2F), hex(0xD8D8D4), hex(0x4B5A52), hex(0xC9A13B)};
  const Colour paint = dice.pick(paints);
  const float h = w * 0.2F;
  canvas.shadow(x + w / 2, ground, w * 0.58F, 24, 0.55F);
  canvas.polygon({{x + w * 0.16F, ground - h * 1.1F},
                  {x + w * 0.3F, ground - h * 2},
                  {x + w * 0.68F, ground - h * 2},
                  {x + w * 0.84F, ground - h * 1.1F}},
                 darker(paint, 0.1F));
  canvas.polygon({{x + w * 0.21F, ground - h * 1.12F},
                  {x + w * 0.32F, ground - h * 1.86F},
                  {x + w * 0.48F, ground - h * 1.86F},
                  {x + w * 0.48F, ground - h * 1.12F}},
                 hex(0x9FBACB));
  canvas.polygon({{x + w * 0.51F, ground - h * 1.12F},
                  {x + w * 0.51F, ground - h * 1.86F},
                  {x + w * 0.66F, ground - h * 1.86F},
                  {x + w * 0.78F, ground - h * 1.12F}},
                 hex(0x86A5B8));
  canvas.rounded(x, ground - h * 1.15F, w, h * 0.95F, 26, paint);
  canvas.rectangle(x + w * 0.02F, ground - h * 0.62F, w * 0.96F, 5, lighter(paint, 0.3F), 0.6F);
  canvas.rounded(x + w * 0.93F, ground - h * 0.98F, w * 0.06F, h * 0.26F, 8, hex(0xFFF1C9));
  canvas.rounded(x + w * 0.005F, ground - h * 0.98F, w * 0.05F, h * 0.26F, 8, hex(0xB93A32));
  for (const float wheel : {0.2F, 0.8F}) {
    canvas.circle(x + w * wheel, ground - h * 0.18F, h * 0.38F, hex(0x26282C));
    canvas.circle(x + w * wheel, ground - h * 0.18F, h * 0.2F, hex(0xB9BEC2));
  }
}

/// Ribbed strips that a white cane finds.
void draw_tactile_strip(Canvas& canvas, float from, float to, float y) {
  canvas.rectangle(from, y, to - from, 44, hex(0xF2D36B));
  for (float x = from + 8; x < to; x += 18) canvas.rectangle(x, y + 4, 7, 36, hex(0xD9B54A));
}

void draw_hole(Canvas& canvas, Dice& dice, float x, float y, float size) {
  std::vector<Point> edge;
  for (int i = 0; i < 12; ++i) {
    const float r = size * dice.between(0.78F, 1.12F);
    static constexpr std::array<Point, 12> ring = {{{1, 0},
                                                    {0.87F, 0.5F},
                                                    {0.5F, 0.87F},
                                                    {0, 1},
                                                    {-0.5F, 0.87F},
                                                    {-0.87F, 0.5F},
                                                    {-1, 0},
                                                    {-0.87F, -0.5F},
                                                    {-0.5F, -0.87F},
                                                    {0, -1},
                                                    {0.5F, -0.87F},
                                                    {0.87F, -0.5F}}};
    edge.push_back({x + ring[static_cast<std::size_t>(i)].x * r, y + ring[static_cast<std::size_t>(i)].y * r * 0.34F});
  }
  canvas.polygon(edge, hex(0x6E6356));
  canvas.ellipse(x + 4, y + 5, size * 0.8F, size * 0.23F, hex(0x4B4238));
  for (int i = 0; i < 7; ++i) {
    const float at = x + size * dice.between(-1.5F, 1.5F);
    const float depth = y + size * dice.between(-0.4F, 0.6F);
    canvas.polygon({{at, depth}, {at + 22, depth - 7}, {at + 30, depth + 5}, {at + 9, depth + 12}}, hex(0xA79F93));
  }
}

}  // namespace

void draw_signpost_square(Canvas& canvas, Dice& dice, Polarity polarity) {
  const bool defaced = polarity == Polarity::down;
  const Hour hour = hour_for(dice, polarity);
  draw_sky(canvas, dice, hour, 640);
  draw_houses(canvas, dice, hour, 850);
  draw_street(canvas, dice, 850, 1120);
  draw_tree(canvas, dice, dice.between(110, 220), 900, 330);
  draw_tree(canvas, dice, dice.between(1370, 1500), 900, 360);
  draw_people(canvas, dice, 260, 620, 930, 210, dice.whole(2, 3), hour == Hour::rain);
  draw_people(canvas, dice, 1050, 1350, 930, 210, dice.whole(1, 3), hour == Hour::rain);
  const float post = dice.between(700, 880);
  draw_signpost(canvas, dice, post, 1080, 640, defaced);
  draw_person(canvas, dice, {post + 250, 1085, 330, hour == Hour::rain ? Carries::umbrella : Carries::backpack, false});
  if (polarity != Polarity::up)
    draw_bubble(canvas, dice, post + 300, 770, 150, true);
  else
    draw_notice_board(canvas, dice, post - 560, 1075, 300, 210, false);
  if (hour == Hour::rain) draw_rain(canvas, dice);
}

void draw_street_at_night(Canvas& canvas, Dice& dice, Polarity polarity) {
  draw_sky(canvas, dice, Hour::dusk, 660);
  draw_houses(canvas, dice, Hour::dusk, 880);
  draw_street(canvas, dice, 880, 1080);
  draw_tree(canvas, dice, dice.between(1340, 1500), 900, 380);
  draw_bench(canvas, dice.between(240, 420), 1010, 260, polarity == Polarity::down && dice.chance(0.5F));
  const int broken = polarity == Polarity::up ? -1 : polarity == Polarity::down ? 1 : 2;
  for (int i = 0; i < 3; ++i) {
    const bool dark = broken == 1 ? i < 2 : i == broken;
    const LampState state = !dark ? LampState::shines : i == 0 ? LampState::off : LampState::broken;
    draw_lamp(canvas, 180 + 500 * static_cast<float>(i), 1070, 660, state);
  }
  if (polarity == Polarity::down) {
    canvas.shadow(620, 1030, 780, 380, 0.55F);
    draw_person(canvas, dice, {dice.between(480, 640), 1060, 290, Carries::bag, false});
    draw_bin(canvas, dice, 980, 1060, 100, true);
  } else {
    draw_people(canvas, dice, 380, 1240, 1060, 290, 4);
    draw_bin(canvas, dice, 1290, 1060, 90, false);
  }
}

void draw_pavement(Canvas& canvas, Dice& dice, Polarity polarity) {
  const Hour hour = hour_for(dice, polarity);
  draw_sky(canvas, dice, hour, 520);
  draw_houses(canvas, dice, hour, 720);
  draw_street(canvas, dice, 720, 1080);
  draw_tree(canvas, dice, dice.between(90, 200), 760, 320);
  draw_people(canvas, dice, 300, 700, 790, 190, 3, hour == Hour::rain);
  if (polarity == Polarity::up) {
    draw_tactile_strip(canvas, 0, 1600, 1000);
    canvas.polygon({{620, 1044}, {1000, 1044}, {1060, 1108}, {560, 1108}}, hex(0xEFEAE1));
    draw_wheelchair_user(canvas, dice, dice.between(480, 640), 1010, 330);
    draw_person(canvas, dice, {dice.between(960, 1060), 985, 330, Carries::pram, false});
    draw_bench(canvas, 1240, 900, 220, false);
  } else {
    draw_car(canvas, dice, dice.between(880, 1010), 965, 560);
    draw_hole(canvas, dice, dice.between(380, 520), 985, 130);
    draw_hole(canvas, dice, dice.between(700, 800), 1045, 70);
    draw_puddle(canvas, dice.between(180, 280), 1052, 150, hex(0xC3D0D8));
    draw_wheelchair_user(canvas, dice, dice.between(150, 200), 960, 320);
    draw_bubble(canvas, dice, 260, 640, 120, true);
    draw_litter(canvas, dice, 500, 1500, 990, 1060, 6);
  }
  if (hour == Hour::rain) draw_rain(canvas, dice);
}

void draw_tram_stop(Canvas& canvas, Dice& dice, Polarity polarity) {
  const bool down = polarity == Polarity::down;
  const Hour hour = hour_for(dice, polarity);
  draw_sky(canvas, dice, hour, 600);
  draw_houses(canvas, dice, hour, 800);
  canvas.gradient(0, 800, 1600, 400, hex(0x6A6E75), hex(0x7C8087));
  if (!down || dice.chance(0.4F))
    draw_tram(canvas, dice, dice.between(-140, 120), 920, 1120, hour == Hour::evening || hour == Hour::rain);
  else
    draw_car(canvas, dice, dice.between(160, 620), 930, 470);
  canvas.gradient(0, 985, 1600, 215, hex(0xD2CBC0), hex(0xE2DBD0));
  canvas.rectangle(0, 985, 1600, 14, hex(0xF1ECE3));
  if (!down) draw_tactile_strip(canvas, 0, 1600, 1020);
  const float shelter = dice.between(930, 1010);
  if (!down) draw_shelter(canvas, shelter, 1110, 480, 420);
  if (!down) draw_bench(canvas, shelter + 120, 1105, 230, false);
  draw_stop_sign(canvas, dice, dice.between(750, 830), 1130, 560, down);
  if (down) {
    draw_people(canvas, dice, 900, 1540, 1120, 320, 6, hour == Hour::rain);
    draw_people(canvas, dice, 60, 640, 1140, 320, 3, hour == Hour::rain);
    draw_puddle(canvas, 620, 1165, 170, hex(0xC3D0D8));
    draw_bin(canvas, dice, 700, 1120, 100, true);
  } else {
    draw_person(canvas, dice, {shelter + 210, 1102, 300, Carries::nothing, true});
    draw_people(canvas, dice, 480, 720, 1120, 310, 2);
    draw_wheelchair_user(canvas, dice, dice.between(220, 330), 1120, 310);
    draw_bin(canvas, dice, 900, 1110, 80, false);
  }
  if (hour == Hour::rain) draw_rain(canvas, dice);
}

void draw_wall(Canvas& canvas, Dice& dice, Polarity polarity) {
  static constexpr std::array<Colour, 4> plasters = {hex(0xE6C9A0), hex(0xD7B9A5), hex(0xC9D3CB), hex(0xE3D6BE)};
  const Hour hour = hour_for(dice, polarity);
  draw_sky(canvas, dice, hour, 300);
  const Colour plaster = dice.pick(plasters);
  draw_houses(canvas, dice, hour, 420);
  canvas.gradient(0, 250, 1600, 720, plaster, darker(plaster, 0.1F));
  canvas.rectangle(0, 236, 1600, 26, hex(0xA9705A));
  for (float x = 0; x < 1600; x += 64) canvas.rectangle(x, 240, 3, 20, hex(0x7E4E3E));
  canvas.rectangle(0, 860, 1600, 110, darker(plaster, 0.25F));
  for (int i = 0; i < 7; ++i) {
    const float x = dice.between(0, 1500);
    const float y = dice.between(300, 820);
    for (int brick = 0; brick < 6; ++brick)
      canvas.rounded(x + 52 * static_cast<float>(brick % 3) + (brick > 2 ? 26.0F : 0.0F), y + (brick > 2 ? 24.0F : 0.0F), 47, 20, 3,
                     hex(0xB5705A), 0.75F);
  }
  draw_street(canvas, dice, 970, 1130);
  if (polarity == Polarity::up) {
    static constexpr std::array<Colour, 6> bows = {hex(0xD9483B), hex(0xE9973B), hex(0xE8C547),
                                                   hex(0x5B9E5F), hex(0x3D7EA6), hex(0x7C4D7E)};
    const float middle = dice.between(560, 760);
    for (std::size_t i = 0; i < bows.size(); ++i)
      canvas.ellipse(middle, 830, 400 - 40 * static_cast<float>(i), 430 - 42 * static_cast<float>(i), bows[i]);
    canvas.ellipse(middle, 830, 160, 178, plaster);
    canvas.rectangle(middle - 420, 830, 840, 30, darker(plaster, 0.08F));
    canvas.rectangle(0, 858, 1600, 112, darker(plaster, 0.25F));
    draw_street(canvas, dice, 970, 1130);
    draw_heart(canvas, middle, 760, 80, hex(0xD9483B));
    for (int i = 0; i < 5; ++i)
      draw_heart(canvas, dice.between(1050, 1520), dice.between(360, 780), dice.between(26, 54), bows[static_cast<std::size_t>(i)]);
    draw_people(canvas, dice, 150, 1450, 1090, 340, 4);
    for (const float bucket : {420.0F, 900.0F}) canvas.rounded(bucket, 1050, 54, 56, 8, hex(0x8FA3AD));
    return;
  }
  static constexpr std::array<Colour, 3> paints = {hex(0x1F1C22), hex(0x8E1F2A), hex(0x2B2F46)};
  draw_scribble(canvas, dice, dice.between(140, 300), 390, dice.between(620, 800), 330, dice.pick(paints), 20);
  if (polarity == Polarity::mixed) {
    canvas.rounded(300, 350, 640, 420, 30, lighter(plaster, 0.25F), 0.93F);
    draw_person(canvas, dice, {620, 1080, 380, Carries::bag, false});
  }
  draw_scribble(canvas, dice, 1110, 640, 260, 120, dice.pick(paints), 10);
  draw_lamp(canvas, 1440, 1110, 820, LampState::off);
  draw_notice(canvas, dice, 1388, 650, 116, 150, true);
  if (polarity == Polarity::down) draw_person(canvas, dice, {dice.between(900, 1010), 1090, 360, Carries::bag, false});
  draw_litter(canvas, dice, 100, 1300, 1000, 1110, 5);
  if (hour == Hour::rain) draw_rain(canvas, dice);
}

}  // namespace cityaudit::media::scene
