#include "media/scene/motifs.h"
#include "media/scene/people.h"
#include "media/scene/things.h"

namespace cityaudit::media::scene {
namespace {

struct Room {
  Colour wall, floor, accent;
};

Room room_for(Dice& dice, Polarity polarity) {
  static constexpr std::array<Room, 4> bright = {{{hex(0xF3EBDD), hex(0xD9B98F), hex(0x3A7D7C)},
                                                  {hex(0xE6EEF0), hex(0xC9BFB0), hex(0x2F6690)},
                                                  {hex(0xF5EEDF), hex(0xBFC9C2), hex(0xC8553D)},
                                                  {hex(0xEAF0E2), hex(0xD8C3A0), hex(0x588157)}}};
  static constexpr std::array<Room, 2> tired = {
      {{hex(0xC9C8B9), hex(0x9E968A), hex(0x6E6B62)}, {hex(0xC2C8C6), hex(0x98948F), hex(0x5F6B72)}}};
  return polarity == Polarity::down ? dice.pick(tired) : dice.pick(bright);
}

void draw_room(Canvas& canvas, const Room& room, bool bright) {
  canvas.set_light(bright ? hex(0xFFFBF2) : hex(0xD9DEDD));
  canvas.gradient(0, 0, 1600, 840, lighter(room.wall, 0.2F), room.wall);
  canvas.gradient(0, 840, 1600, 360, room.floor, lighter(room.floor, 0.15F));
  for (int i = -12; i <= 12; ++i) {
    const float x = 800 + 130 * static_cast<float>(i);
    canvas.stroke({{800 + (x - 800) * 0.72F, 840}, {800 + (x - 800) * 1.5F, 1200}}, 2, darker(room.floor, 0.3F), 0.3F);
  }
  for (const float y : {885.0F, 950.0F, 1045.0F}) canvas.stroke({{0, y}, {1600, y}}, 2, darker(room.floor, 0.3F), 0.3F);
  canvas.rectangle(0, 826, 1600, 16, darker(room.wall, 0.2F));
  for (int i = 0; i < 3; ++i) {
    const float x = 210 + 480 * static_cast<float>(i);
    const bool works = bright || i == 1;
    canvas.rounded(x, 26, 220, 22, 8, works ? glowing(hex(0xFFFDF3)) : hex(0x9B9C98));
    if (works) canvas.glow(x + 110, 40, 260, hex(0xFFF6DD), bright ? 0.3F : 0.16F);
  }
}

void draw_clock(Canvas& canvas, Dice& dice, float x, float y) {
  canvas.circle(x, y, 58, hex(0x3E444C));
  canvas.circle(x, y, 50, hex(0xFFFDF6));
  canvas.stroke({{x, y}, {x + dice.between(-12, 12), y - 30}}, 7, hex(0x343B4C));
  canvas.stroke({{x, y}, {x + dice.between(-34, 34), y + dice.between(-30, 30)}}, 4, hex(0x343B4C));
}

void draw_plant(Canvas& canvas, float x, float ground, float size) {
  canvas.shadow(x, ground, size * 0.34F, 14, 0.4F);
  for (const float lean : {-0.42F, -0.22F, 0.0F, 0.22F, 0.42F}) {
    const float tip = ground - size * (1 - 0.5F * lean * lean * 4 * 0.6F);
    canvas.polygon({{x - 8, ground - size * 0.3F},
                    {x + lean * size * 0.6F - size * 0.07F, ground - size * 0.7F},
                    {x + lean * size, tip},
                    {x + lean * size * 0.6F + size * 0.07F, ground - size * 0.66F},
                    {x + 8, ground - size * 0.3F}},
                   lean < 0 ? hex(0x4F8F5B) : hex(0x67A35C));
  }
  canvas.polygon({{x - size * 0.18F, ground - size * 0.32F},
                  {x + size * 0.18F, ground - size * 0.32F},
                  {x + size * 0.13F, ground},
                  {x - size * 0.13F, ground}},
                 hex(0xC07A55));
}

void draw_counter(Canvas& canvas, Dice& dice, const Room& room, float x, float w, int number, bool open) {
  const float top = 600;
  canvas.rectangle(x, 300, w, 300, open ? hex(0xF9F4E8) : hex(0x7E8284));
  if (open) {
    draw_person(canvas, dice, {x + w * 0.5F, 800, 400, Carries::nothing, false});
    canvas.rectangle(x + w * 0.14F, 520, w * 0.2F, 80, hex(0x39424E));
    canvas.rectangle(x + 10, 310, w - 20, 290, hex(0xCFE4EC), 0.1F);
    canvas.polygon({{x + 20, 590}, {x + w * 0.4F, 310}, {x + w * 0.6F, 310}, {x + w * 0.24F, 590}}, hex(0xFFFFFF), 0.2F);
  } else {
    for (float y = 306; y < 596; y += 22) canvas.rectangle(x, y, w, 5, hex(0x5D6164), 0.7F);
    draw_notice(canvas, dice, x + w * 0.28F, 390, w * 0.44F, 120);
  }
  for (const float post : {0.0F, 1.0F}) canvas.rectangle(x + w * post - 9, 280, 18, 330, hex(0x59616B));
  canvas.rectangle(x - 9, 268, w + 18, 40, room.accent);
  canvas.rounded(x + w / 2 - 90, 172, 180, 86, 10, hex(0x1D222B));
  if (open) {
    canvas.glow(x + w / 2, 214, 130, hex(0xFF7A4A), 0.35F);
    draw_display(canvas, x + w / 2 - 60, 192, 46, number, glowing(hex(0xFF8A4F)));
  }
  canvas.rounded(x - 24, top - 8, w + 48, 26, 8, lighter(room.floor, 0.3F));
  canvas.rectangle(x - 12, top + 18, w + 24, 230, darker(room.accent, 0.12F));
  canvas.rectangle(x + 14, top + 48, w - 28, 160, room.accent);
}

void draw_language_plaques(Canvas& canvas, Dice& dice, float x, float y) {
  static constexpr std::array<Colour, 4> tints = {hex(0x2F6690), hex(0x588157), hex(0xC8553D), hex(0x6D597A)};
  for (std::size_t i = 0; i < tints.size(); ++i) {
    const float at = y + 84 * static_cast<float>(i);
    canvas.rounded(x, at, 190, 68, 14, tints[i]);
    draw_lines_of_script(canvas, dice, x + 22, at + 17, 170, 62, 1, hex(0xFFFDF6));
  }
}

void draw_cross(Canvas& canvas, float x, float y, float size, Colour colour) {
  canvas.rounded(x - size, y - size, size * 2, size * 2, size * 0.4F, hex(0xFFFDF6));
  canvas.rectangle(x - size * 0.25F, y - size * 0.75F, size * 0.5F, size * 1.5F, colour);
  canvas.rectangle(x - size * 0.75F, y - size * 0.25F, size * 1.5F, size * 0.5F, colour);
}

}  // namespace

void draw_office(Canvas& canvas, Dice& dice, Polarity polarity) {
  const bool down = polarity == Polarity::down;
  const Room room = room_for(dice, polarity);
  draw_room(canvas, room, !down);
  for (int i = 0; i < 3; ++i) {
    const bool open = polarity == Polarity::up || (polarity == Polarity::mixed ? i != 2 : i == 1);
    draw_counter(canvas, dice, room, 250 + 410 * static_cast<float>(i), 300, dice.whole(100, 890), open);
  }
  draw_clock(canvas, dice, 105, 190);
  if (down) {
    for (int i = 0; i < 3; ++i)
      draw_notice(canvas, dice, 24 + 66 * static_cast<float>(i), 330 + 40 * static_cast<float>(i), 92, 130, i == 1);
    draw_people(canvas, dice, 90, 1540, 1080, 340, 9);
    draw_people(canvas, dice, 160, 1200, 1170, 360, 5);
    draw_bubble(canvas, dice, dice.between(400, 1000), 740, 140, true);
  } else {
    draw_language_plaques(canvas, dice, 20, 330);
    draw_plant(canvas, 1530, 1010, 250);
    draw_person(canvas, dice, {dice.between(390, 430), 1020, 400, Carries::bag, false});
    draw_person(canvas, dice, {dice.between(800, 860), 1030, 390, Carries::pram, false});
    draw_bubble(canvas, dice, 470, 600, 130, polarity == Polarity::mixed);
    draw_bench(canvas, 1130, 1120, 300, false);
    draw_person(canvas, dice, {1220, 1112, 370, Carries::nothing, true});
    draw_person(canvas, dice, {1350, 1112, 360, Carries::nothing, true});
  }
}

void draw_health(Canvas& canvas, Dice& dice, Polarity polarity) {
  const bool down = polarity == Polarity::down;
  Room room = room_for(dice, polarity);
  if (!down) room.accent = hex(0x3F9C8F);
  draw_room(canvas, room, !down);
  canvas.rectangle(0, 560, 1600, 280, lighter(room.accent, 0.55F));
  canvas.rectangle(0, 552, 1600, 10, room.accent);
  canvas.rounded(1090, 270, 260, 580, 8, hex(0xFBF7EC));
  canvas.rounded(1106, 286, 228, 564, 6, down ? hex(0x8A8F92) : lighter(room.accent, 0.25F));
  canvas.circle(1304, 580, 11, hex(0xE6E9EA));
  draw_cross(canvas, 1220, 390, 58, down ? hex(0x8C3A36) : hex(0xD9483B));
  draw_clock(canvas, dice, 980, 200);
  draw_notice(canvas, dice, 1400, 330, 150, 200, down);
  draw_notice(canvas, dice, 800, 330, 140, 180, down);
  if (down) {
    canvas.rounded(1130, 470, 180, 90, 8, hex(0xF4E3A6));
    draw_lines_of_script(canvas, dice, 1146, 488, 150, 62, 3, hex(0x343B4C));
    draw_bench(canvas, 120, 1010, 420, false);
    for (int i = 0; i < 3; ++i) draw_person(canvas, dice, {200 + 125 * static_cast<float>(i), 1004, 350, Carries::nothing, true});
    draw_people(canvas, dice, 560, 1080, 1060, 390, 4);
    draw_people(canvas, dice, 1080, 1560, 1150, 400, 3);
    draw_bubble(canvas, dice, 690, 640, 140, true);
    return;
  }
  canvas.rounded(60, 300, 300, 230, 10, hex(0xFFFDF6));
  draw_heart(canvas, 150, 420, 52, hex(0xE58C82));
  draw_lines_of_script(canvas, dice, 224, 350, 120, 150, 4, hex(0x596072));
  draw_plant(canvas, 1500, 1020, 270);
  draw_person(canvas, dice, {330, 1090, 440, Carries::bag, false});
  draw_person(canvas, dice, {600, 1080, 430, Carries::nothing, false});
  const float doctor = 870;
  draw_person(canvas, dice, {doctor, 1090, 450, Carries::nothing, false});
  canvas.polygon({{doctor - 58, 735}, {doctor - 16, 728}, {doctor - 8, 940}, {doctor - 76, 940}}, hex(0xFFFFFF));
  canvas.polygon({{doctor + 58, 735}, {doctor + 16, 728}, {doctor + 8, 940}, {doctor + 76, 940}}, hex(0xF1F4F5));
  canvas.stroke({{doctor - 24, 735}, {doctor - 16, 800}, {doctor + 10, 812}, {doctor + 26, 735}}, 6, hex(0x39424E));
  canvas.circle(doctor - 4, 818, 11, hex(0xB9BEC2));
  draw_bubble(canvas, dice, 370, 640, 150, polarity == Polarity::mixed);
  draw_bubble(canvas, dice, 620, 590, 150, false);
  if (dice.chance(0.5F)) draw_wheelchair_user(canvas, dice, 1230, 1100, 390);
}

}  // namespace cityaudit::media::scene
