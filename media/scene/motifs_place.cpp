#include "media/scene/backdrop.h"
#include "media/scene/motifs.h"
#include "media/scene/people.h"
#include "media/scene/things.h"

namespace cityaudit::media::scene {
namespace {

Hour hour_for(Dice& dice, Polarity polarity) {
  static constexpr std::array<Hour, 4> bright = {Hour::day, Hour::morning, Hour::evening, Hour::day};
  static constexpr std::array<Hour, 3> gloomy = {Hour::overcast, Hour::rain, Hour::overcast};
  return polarity == Polarity::down ? dice.pick(gloomy) : dice.pick(bright);
}

void draw_swing(Canvas& canvas, Dice& dice, float x, float ground, float h, bool broken) {
  canvas.shadow(x + h * 0.6F, ground, h * 0.8F, 18, 0.35F);
  const Colour frame = broken ? hex(0x8C8478) : hex(0xD9483B);
  for (const float leg : {-0.12F, 0.12F}) {
    canvas.stroke({{x + h * leg, ground}, {x, ground - h}}, 13, frame);
    canvas.stroke({{x + h * (1.2F + leg), ground}, {x + h * 1.2F, ground - h}}, 13, frame);
  }
  canvas.stroke({{x, ground - h}, {x + h * 1.2F, ground - h}}, 13, lighter(frame, 0.15F));
  for (const float seat : {0.38F, 0.82F}) {
    const bool hangs = broken && seat > 0.5F;
    const float sway = hangs ? 0 : dice.between(-0.1F, 0.1F) * h;
    canvas.stroke({{x + h * seat - 22, ground - h}, {x + h * seat - 22 + sway, ground - h * 0.3F}}, 3, hex(0x4A4E55));
    if (hangs) {
      canvas.stroke({{x + h * seat + 22, ground - h}, {x + h * seat + 26, ground - h * 0.66F}}, 3, hex(0x4A4E55));
      canvas.stroke({{x + h * seat - 22, ground - h * 0.3F}, {x + h * seat + 10, ground - h * 0.06F}}, 12, hex(0x6B5B4B));
    } else {
      canvas.stroke({{x + h * seat + 22, ground - h}, {x + h * seat + 22 + sway, ground - h * 0.3F}}, 3, hex(0x4A4E55));
      if (!broken) draw_person(canvas, dice, {x + h * seat + sway, ground - h * 0.06F, h * 0.62F, Carries::nothing, true});
      canvas.rounded(x + h * seat - 32 + sway, ground - h * 0.31F, 64, 12, 5, hex(0x3E5A68));
    }
  }
}

void draw_slide(Canvas& canvas, float x, float ground, float h, bool worn) {
  const Colour chute = worn ? hex(0x9BA3A8) : hex(0x3D9BC2);
  canvas.shadow(x + h * 0.6F, ground, h * 0.9F, 18, 0.35F);
  for (const float leg : {0.0F, 0.3F})
    canvas.rectangle(x + h * leg, ground - h * 0.82F, 14, h * 0.82F, worn ? hex(0x857A6B) : hex(0xE9B44C));
  for (int i = 1; i < 6; ++i) canvas.rectangle(x, ground - h * 0.135F * static_cast<float>(i), h * 0.3F, 8, hex(0x8B673F));
  canvas.rectangle(x - 10, ground - h * 0.72F, h * 0.42F, 16, hex(0x8B673F));
  canvas.polygon({{x - 20, ground - h * 0.98F}, {x + h * 0.17F, ground - h * 1.2F}, {x + h * 0.37F, ground - h * 0.98F}},
                 worn ? hex(0x8F6B5E) : hex(0xD9483B));
  canvas.stroke({{x + h * 0.34F, ground - h * 0.7F},
                 {x + h * 0.75F, ground - h * 0.38F},
                 {x + h * 1.12F, ground - h * 0.12F},
                 {x + h * 1.35F, ground - h * 0.07F}},
                44, chute);
  canvas.stroke({{x + h * 0.34F, ground - h * 0.72F},
                 {x + h * 0.75F, ground - h * 0.4F},
                 {x + h * 1.12F, ground - h * 0.14F},
                 {x + h * 1.34F, ground - h * 0.09F}},
                12, lighter(chute, 0.35F), 0.8F);
}

void draw_fence(Canvas& canvas, float ground, float h, float from, float to) {
  for (float x = from; x < to; x += 34) canvas.rounded(x, ground - h, 10, h, 4, hex(0x59616B));
  for (const float rail : {0.86F, 0.2F}) canvas.rectangle(from, ground - h * rail, to - from, 9, hex(0x59616B));
}

void draw_table(Canvas& canvas, Dice& dice, float x, float ground, float w) {
  static constexpr std::array<Colour, 6> dishes = {hex(0xD9483B), hex(0xE8C547), hex(0x7DA84A),
                                                   hex(0xE9973B), hex(0xF5EFE2), hex(0xB5705A)};
  canvas.shadow(x + w / 2, ground, w * 0.54F, 18, 0.4F);
  for (const float leg : {0.06F, 0.94F}) canvas.rectangle(x + w * leg - 6, ground - 120, 12, 120, hex(0x7A5A3E));
  canvas.polygon({{x, ground - 132}, {x + w, ground - 132}, {x + w - 10, ground - 60}, {x + 10, ground - 60}}, hex(0xFBF5E9));
  for (float at = x + 24; at < x + w - 20; at += 46)
    canvas.polygon({{at, ground - 132}, {at + 20, ground - 132}, {at + 19, ground - 60}, {at + 1, ground - 60}}, hex(0xC8553D), 0.5F);
  for (float at = x + 40; at < x + w - 30; at += dice.between(52, 84)) {
    const Colour food = dice.pick(dishes);
    canvas.ellipse(at, ground - 138, 25, 8, hex(0xE3E6E8));
    canvas.ellipse(at, ground - 145, 17, 11, food);
    if (dice.chance(0.35F)) canvas.rounded(at + 24, ground - 178, 15, 46, 5, hex(0x6FA8B8));
  }
}

}  // namespace

void draw_market(Canvas& canvas, Dice& dice, Polarity polarity) {
  const bool down = polarity == Polarity::down;
  const Hour hour = hour_for(dice, polarity);
  draw_sky(canvas, dice, hour, 560);
  draw_houses(canvas, dice, hour, 780);
  draw_street(canvas, dice, 780, 1190);
  if (!down) draw_bunting(canvas, dice, {-20, dice.between(300, 380)}, {1620, dice.between(280, 380)}, 70);
  for (int i = 0; i < 3; ++i) {
    const bool open = polarity == Polarity::up || (polarity == Polarity::mixed && i != 1);
    draw_stall(canvas, dice, 70 + 520 * static_cast<float>(i), 990, 400, open);
  }
  if (down) {
    draw_person(canvas, dice, {dice.between(400, 1200), 1120, 330, hour == Hour::rain ? Carries::umbrella : Carries::bag, false});
    draw_litter(canvas, dice, 60, 1540, 1010, 1170, 12);
    draw_puddle(canvas, dice.between(300, 1200), 1165, 160, hex(0xC3D0D8));
  } else {
    draw_people(canvas, dice, 60, 1540, 1150, 330, polarity == Polarity::up ? 7 : 4);
  }
  if (hour == Hour::rain) draw_rain(canvas, dice);
}

void draw_playground(Canvas& canvas, Dice& dice, Polarity polarity) {
  const bool down = polarity == Polarity::down;
  const Hour hour = hour_for(dice, polarity);
  draw_sky(canvas, dice, hour, 620);
  draw_panel_block(canvas, dice, hour, dice.between(-60, 20), 730, 520, 470, down);
  draw_panel_block(canvas, dice, hour, dice.between(980, 1080), 730, 620, 380, down);
  draw_lawn(canvas, dice, 720);
  for (int i = 0; i < 4; ++i)
    draw_tree(canvas, dice, 500 + 160 * static_cast<float>(i) + dice.between(-30, 30), 750, dice.between(230, 320));
  canvas.ellipse(800, 1010, 760, 150, down ? hex(0xBDB19A) : hex(0xEBD9AE));
  draw_swing(canvas, dice, dice.between(190, 260), 1010, 360, down);
  draw_slide(canvas, dice.between(880, 960), 1030, 390, down);
  if (down) {
    draw_litter(canvas, dice, 200, 1400, 980, 1120, 12);
    draw_fence(canvas, 1150, 190, -20, 1640);
    draw_notice(canvas, dice, 720, 990, 170, 130, true);
    draw_person(canvas, dice, {dice.between(680, 760), 1030, 210, Carries::nothing, false});
  } else {
    canvas.ellipse(690, 1085, 120, 36, hex(0xC9B27C));
    canvas.ellipse(690, 1079, 108, 30, hex(0xF3E4BE));
    draw_people(canvas, dice, 560, 820, 1085, 200, 3);
    draw_bench(canvas, 1330, 1100, 230, false);
    draw_person(canvas, dice, {1420, 1096, 310, Carries::nothing, true});
    draw_person(canvas, dice, {dice.between(90, 140), 1130, 330, Carries::pram, false});
    canvas.circle(880, 1120, 26, hex(0xD9483B));
    canvas.circle(873, 1112, 8, hex(0xFFFFFF), 0.6F);
  }
  if (hour == Hour::rain) draw_rain(canvas, dice);
}

void draw_housing(Canvas& canvas, Dice& dice, Polarity polarity) {
  const bool down = polarity == Polarity::down;
  const Hour hour = hour_for(dice, polarity);
  draw_sky(canvas, dice, hour, 640);
  draw_panel_block(canvas, dice, hour, -80, 850, 520, dice.between(560, 680), down);
  draw_panel_block(canvas, dice, hour, 1130, 850, 560, dice.between(480, 640), down || polarity == Polarity::mixed);
  draw_panel_block(canvas, dice, hour, 380, 890, 830, dice.between(640, 760), down);
  if (down) {
    canvas.gradient(0, 880, 1600, 320, hex(0x9A9A8C), hex(0xB3AD9C));
    draw_puddle(canvas, 420, 1120, 190, hex(0xC3D0D8));
    draw_bin(canvas, dice, 1180, 1040, 150, true);
    draw_bin(canvas, dice, 1330, 1050, 150, true);
    draw_litter(canvas, dice, 900, 1500, 1050, 1150, 9);
    draw_bench(canvas, 180, 1030, 270, true);
    draw_person(canvas, dice, {dice.between(640, 760), 1090, 300, Carries::bag, false});
    draw_notice_board(canvas, dice, 840, 1040, 230, 150, true);
  } else {
    draw_lawn(canvas, dice, 880);
    draw_tree(canvas, dice, 170, 1000, 430);
    draw_tree(canvas, dice, 1440, 980, 380);
    for (const float bush : {330.0F, 480.0F, 1080.0F, 1230.0F}) draw_bush(canvas, dice, bush, 925, dice.between(70, 110));
    draw_bench(canvas, 1130, 1080, 250, false);
    draw_person(canvas, dice, {1210, 1075, 300, Carries::nothing, true});
    draw_person(canvas, dice, {1310, 1075, 290, Carries::nothing, true});
    draw_people(canvas, dice, 560, 940, 1110, 290, 3);
    draw_people(canvas, dice, 260, 460, 1110, 190, 2);
    if (polarity == Polarity::mixed) draw_bin(canvas, dice, 1010, 1080, 110, true);
  }
  canvas.rounded(720, 740, 130, 150, 8, hex(0x4E5A66));
  canvas.rounded(734, 756, 48, 134, 5, hex(0xA9C6D3));
  canvas.rounded(788, 756, 48, 134, 5, hex(0xA9C6D3));
  canvas.rounded(690, 716, 190, 26, 6, hex(0x6B7680));
  if (hour == Hour::rain) draw_rain(canvas, dice);
}

void draw_community_event(Canvas& canvas, Dice& dice, Polarity polarity) {
  const bool down = polarity == Polarity::down;
  const Hour hour = hour_for(dice, polarity);
  draw_sky(canvas, dice, hour, 640);
  draw_houses(canvas, dice, hour, 760, down ? 0.3F : 0);
  draw_lawn(canvas, dice, 750);
  draw_tree(canvas, dice, 130, 860, 470);
  draw_tree(canvas, dice, 1470, 850, 440);
  draw_bunting(canvas, dice, {150, 430}, {800, 400}, 80);
  draw_bunting(canvas, dice, {800, 400}, {1460, 430}, 80);
  canvas.rectangle(792, 400, 16, 470, hex(0x7A5A3E));
  if (!down) draw_string_lights(canvas, {150, 520}, {1460, 510}, 60, hour == Hour::evening);
  draw_people(canvas, dice, 330, 1290, 930, 300, down ? 2 : 8, hour == Hour::rain);
  draw_table(canvas, dice, 330, 1040, 420);
  draw_table(canvas, dice, 850, 1040, 420);
  if (down) {
    for (const float chair : {200.0F, 470.0F, 720.0F, 1000.0F, 1250.0F}) draw_bench(canvas, chair, 1140, 120, false);
    draw_litter(canvas, dice, 200, 1400, 1060, 1170, 6);
  } else {
    draw_people(canvas, dice, 120, 360, 1140, 350, 2);
    draw_people(canvas, dice, 1240, 1500, 1140, 350, 2);
    draw_people(canvas, dice, 640, 960, 1150, 220, 3);
    draw_bubble(canvas, dice, 290, 770, 130, false);
    draw_bubble(canvas, dice, 1330, 770, 130, false);
    if (polarity == Polarity::up) draw_bubble(canvas, dice, 800, 640, 120, false);
  }
  if (hour == Hour::rain) draw_rain(canvas, dice);
}

void draw_school(Canvas& canvas, Dice& dice, Polarity polarity) {
  static constexpr std::array<Colour, 4> walls = {hex(0xF0CF8E), hex(0xE3A98A), hex(0xCBDCC3), hex(0xBFD4E0)};
  const bool down = polarity == Polarity::down;
  const Hour hour = hour_for(dice, polarity);
  draw_sky(canvas, dice, hour, 640);
  const Colour wall = down ? mix(dice.pick(walls), hex(0xA5A29C), 0.5F) : dice.pick(walls);
  canvas.gradient(160, 330, 1280, 540, lighter(wall, 0.08F), darker(wall, 0.06F));
  canvas.polygon({{130, 340}, {230, 250}, {1370, 250}, {1470, 340}}, hex(0xA34A3A));
  canvas.polygon({{610, 330}, {800, 170}, {990, 330}}, lighter(wall, 0.2F));
  canvas.rectangle(620, 326, 360, 544, lighter(wall, 0.16F));
  canvas.circle(800, 272, 46, hex(0xFFFDF6));
  canvas.stroke({{800, 272}, {800, 242}}, 5, hex(0x343B4C));
  canvas.stroke({{800, 272}, {822, 284}}, 5, hex(0x343B4C));
  for (int row = 0; row < 2; ++row) {
    for (int column = 0; column < 8; ++column) {
      if (column == 3 || column == 4) continue;
      const float x = 200 + 157 * static_cast<float>(column);
      const float y = 390 + 210 * static_cast<float>(row);
      draw_window(canvas, dice, hour, x, y, 92, 124);
      if (!down && dice.chance(0.6F)) draw_heart(canvas, x + 28, y + 86, 13, dice.chance(0.5F) ? hex(0xD9483B) : hex(0xE8C547));
    }
  }
  for (const float x : {668.0F, 840.0F}) draw_window(canvas, dice, hour, x, 400, 92, 124);
  canvas.rounded(700, 630, 200, 270, 90, hex(0xFBF5E9));
  canvas.rounded(716, 648, 168, 260, 76, down ? hex(0x5A5450) : hex(0x2F6690));
  canvas.rectangle(797, 660, 5, 210, hex(0xFBF5E9), 0.7F);
  draw_street(canvas, dice, 870, 1150);
  draw_tree(canvas, dice, 90, 930, 420);
  draw_tree(canvas, dice, 1520, 930, 420);
  if (down) {
    draw_fence(canvas, 1010, 250, -20, 1640);
    draw_notice(canvas, dice, 720, 800, 190, 150, false);
    draw_person(canvas, dice, {dice.between(520, 640), 1110, 240, Carries::backpack, false});
    draw_person(canvas, dice, {dice.between(380, 430), 1120, 340, Carries::bag, false});
    draw_bubble(canvas, dice, 480, 770, 130, true);
  } else {
    draw_people(canvas, dice, 240, 700, 1010, 230, 4);
    for (int i = 0; i < 4; ++i)
      draw_person(canvas, dice,
                  {860 + 130 * static_cast<float>(i) + dice.between(-20, 20), 1110, dice.between(220, 255), Carries::backpack, false});
    draw_person(canvas, dice, {dice.between(560, 640), 1120, 350, Carries::nothing, false});
    draw_bubble(canvas, dice, 640, 780, 130, polarity == Polarity::mixed);
    draw_notice_board(canvas, dice, 140, 1110, 280, 170, false);
  }
  if (hour == Hour::rain) draw_rain(canvas, dice);
}

}  // namespace cityaudit::media::scene
