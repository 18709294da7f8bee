#include "media/scene/backdrop.h"

#include <algorithm>

namespace cityaudit::media::scene {
namespace {

constexpr std::array<Colour, 10> walls = {hex(0xF2D6A2), hex(0xE8B89A), hex(0xDDE0C8), hex(0xC8D9DD), hex(0xF0E3CF),
                                          hex(0xE6A58C), hex(0xD9C2D6), hex(0xBFD3B6), hex(0xF4C98B), hex(0xD7CBB9)};
constexpr std::array<Colour, 4> roofs = {hex(0xB4573F), hex(0xA34A3A), hex(0x8E5145), hex(0x6D6470)};
constexpr std::array<Colour, 6> awnings = {hex(0xC8553D), hex(0x3D7EA6), hex(0x5B8E5A), hex(0xE0A63C), hex(0x7E5A8C), hex(0x2F6F73)};

void draw_roof(Canvas& canvas, Dice& dice, float x, float top, float w) {
  const Colour roof = dice.pick(roofs);
  const float h = dice.between(60, 105);
  for (int i = 0; i < 2; ++i) {
    const float at = x + w * dice.between(0.15F, 0.85F);
    canvas.rectangle(at - 10, top - h - 26, 20, 60, hex(0x9A6B58));
    canvas.rectangle(at - 13, top - h - 30, 26, 8, hex(0x6F4A40));
  }
  canvas.polygon({{x - 10, top}, {x + 24, top - h}, {x + w - 24, top - h}, {x + w + 10, top}}, roof);
  for (float y = top - h + 14; y < top; y += 14) canvas.stroke({{x + 14, y}, {x + w - 14, y}}, 1.5F, darker(roof, 0.3F), 0.35F);
  const int dormers = w > 240 ? 2 : 1;
  for (int i = 0; i < dormers; ++i) {
    const float at = x + w * (static_cast<float>(i) + 0.5F) / static_cast<float>(dormers);
    canvas.rectangle(at - 19, top - h * 0.62F, 38, h * 0.45F, lighter(roof, 0.45F));
    canvas.polygon({{at - 27, top - h * 0.6F}, {at, top - h * 0.6F - 24}, {at + 27, top - h * 0.6F}}, darker(roof, 0.15F));
    canvas.rectangle(at - 11, top - h * 0.54F, 22, h * 0.3F, hex(0x54708A));
  }
}

void draw_shop(Canvas& canvas, Dice& dice, Hour hour, float x, float ground, float w) {
  const Colour colour = dice.pick(awnings);
  const bool open = is_dark(hour) && dice.chance(0.7F);
  canvas.rectangle(x, ground - 112, w, 112, hex(0x4A4038));
  canvas.rectangle(x + 7, ground - 98, w * 0.62F, 84, open ? glowing(hex(0xFFDFA0)) : hex(0x9FC0CF));
  canvas.polygon({{x + 7, ground - 14}, {x + 7, ground - 60}, {x + 60, ground - 98}, {x + 90, ground - 98}}, hex(0xFFFFFF), 0.16F);
  canvas.rectangle(x + w * 0.72F, ground - 98, w * 0.22F, 98, open ? glowing(hex(0xF2C987)) : hex(0x6C7F86));
  canvas.circle(x + w * 0.76F, ground - 48, 3.5F, hex(0xE6D9B0));
  const int stripes = std::max(5, static_cast<int>(w / 22));
  const float step = (w + 20) / static_cast<float>(stripes);
  for (int i = 0; i < stripes; ++i) {
    const float at = x - 10 + step * static_cast<float>(i);
    const Colour stripe = i % 2 ? hex(0xFAF3E6) : colour;
    canvas.polygon({{at + 4, ground - 130}, {at + step + 2, ground - 130}, {at + step, ground - 96}, {at, ground - 96}}, stripe);
    canvas.ellipse(at + step / 2, ground - 96, step / 2, 8, stripe);
  }
  canvas.shadow(x + w / 2, ground - 84, w * 0.6F, 18, 0.25F);
}

void draw_door(Canvas& canvas, Dice& dice, float x, float ground) {
  const Colour door = dice.pick(awnings);
  canvas.rounded(x - 34, ground - 118, 68, 140, 30, hex(0xE9E1D2));
  canvas.rounded(x - 26, ground - 110, 52, 130, 24, darker(door, 0.2F));
  canvas.rectangle(x - 18, ground - 70, 15, 56, darker(door, 0.4F), 0.6F);
  canvas.rectangle(x + 3, ground - 70, 15, 56, darker(door, 0.4F), 0.6F);
  canvas.rectangle(x - 36, ground, 72, 24, hex(0xC9C2B8));
  canvas.circle(x + 20, ground - 42, 3, hex(0xF0D890));
}

}  // namespace

void draw_window(Canvas& canvas, Dice& dice, Hour hour, float x, float y, float w, float h) {
  const bool lit = is_dark(hour) && dice.chance(0.45F);
  canvas.rectangle(x - 4, y - 4, w + 8, h + 8, hex(0xF7F1E6));
  const Colour glass = lit ? glowing(hex(0xFFD98A)) : mix(hex(0x6F8EA3), hex(0x4D6C86), dice.fraction());
  canvas.rectangle(x, y, w, h, glass);
  if (lit)
    canvas.glow(x + w / 2, y + h / 2, h * 1.1F, hex(0xFFC25E), 0.2F);
  else
    canvas.polygon({{x, y + h * 0.75F}, {x, y + h * 0.35F}, {x + w * 0.8F, y}, {x + w, y}}, hex(0xFFFFFF), 0.16F);
  if (dice.chance(0.3F)) canvas.polygon({{x, y}, {x + w * 0.42F, y}, {x + w * 0.12F, y + h}, {x, y + h}}, hex(0xFFFFFF), 0.42F);
  canvas.rectangle(x + w / 2 - 1.5F, y, 3, h, hex(0xF7F1E6));
  canvas.rectangle(x, y + h * 0.36F, w, 3, hex(0xF7F1E6));
  canvas.rectangle(x - 8, y + h + 4, w + 16, 6, hex(0xE3DACB));
  if (dice.chance(0.14F)) {
    canvas.rectangle(x - 2, y + h - 8, w + 4, 14, hex(0x8A5A44));
    for (float at = x + 4; at < x + w; at += 9) canvas.circle(at, y + h - 12, 6, dice.chance(0.5F) ? hex(0xD9485F) : hex(0x5F9A55));
  }
}

void draw_house(Canvas& canvas, Dice& dice, Hour hour, float x, float ground, float w, float h, Colour wall) {
  const float top = ground - h;
  draw_roof(canvas, dice, x, top, w);
  canvas.gradient(x, top, w, h, lighter(wall, 0.06F), darker(wall, 0.05F));
  canvas.rectangle(x + w - 12, top, 12, h, darker(wall, 0.25F), 0.35F);
  canvas.rectangle(x - 7, top - 6, w + 14, 18, lighter(wall, 0.5F));
  canvas.rectangle(x - 3, top + 12, w + 6, 5, darker(wall, 0.25F), 0.5F);
  const int columns = std::max(2, static_cast<int>(w / 74));
  const float storey = 108;
  const int rows = std::max(1, static_cast<int>((h - 160) / storey));
  for (int row = 0; row < rows; ++row) {
    const float y = top + 42 + storey * static_cast<float>(row);
    for (int column = 0; column < columns; ++column) {
      const float at = x + w * (static_cast<float>(column) + 0.5F) / static_cast<float>(columns);
      draw_window(canvas, dice, hour, at - 18, y, 36, 58);
      if (row == 0) canvas.polygon({{at - 28, y - 8}, {at, y - 22}, {at + 28, y - 8}}, lighter(wall, 0.45F));
    }
  }
  canvas.rectangle(x, ground - 140, w, 8, lighter(wall, 0.4F));
  canvas.rectangle(x, ground - 132, w, 132, darker(wall, 0.12F));
  if (dice.chance(0.62F))
    draw_shop(canvas, dice, hour, x + 14, ground, w - 28);
  else {
    draw_door(canvas, dice, x + w * 0.5F, ground - 22);
    draw_window(canvas, dice, hour, x + w * 0.14F, ground - 110, 34, 52);
    draw_window(canvas, dice, hour, x + w * 0.86F - 34, ground - 110, 34, 52);
  }
}

void draw_houses(Canvas& canvas, Dice& dice, Hour hour, float ground, float grey) {
  std::size_t colour = dice.next() % walls.size();
  for (float x = dice.between(-120, -20); x < 1620;) {
    const float w = dice.between(190, 300);
    const float h = dice.between(390, 600);
    draw_house(canvas, dice, hour, x, ground, w, h, mix(walls[colour], hex(0xB9B6B1), grey));
    colour = (colour + 1 + dice.next() % 3) % walls.size();
    x += w;
  }
  canvas.shadow(800, ground + 4, 1100, 26, 0.25F);
}

void draw_panel_block(Canvas& canvas, Dice& dice, Hour hour, float x, float ground, float w, float h, bool worn) {
  static constexpr std::array<Colour, 5> bands = {hex(0xE9B44C), hex(0x7FB7BE), hex(0xD98E73), hex(0x9DBF9E), hex(0xB6A6CA)};
  const Colour wall = worn ? hex(0xBDB9B1) : hex(0xEFEAE0);
  const Colour band = worn ? hex(0xA29F99) : dice.pick(bands);
  canvas.gradient(x, ground - h, w, h, lighter(wall, 0.1F), darker(wall, 0.06F));
  canvas.rectangle(x - 6, ground - h - 12, w + 12, 16, darker(wall, 0.3F));
  const float storey = 92;
  const int rows = static_cast<int>((h - 30) / storey);
  const int columns = static_cast<int>(w / 104);
  const float step = w / static_cast<float>(columns);
  for (int row = 0; row < rows; ++row) {
    const float y = ground - h + 22 + storey * static_cast<float>(row);
    canvas.stroke({{x, y - 10}, {x + w, y - 10}}, 2, darker(wall, 0.35F), 0.45F);
    for (int column = 0; column < columns; ++column) {
      const float at = x + step * static_cast<float>(column);
      canvas.stroke({{at, y - 10}, {at, y + storey - 10}}, 2, darker(wall, 0.35F), 0.45F);
      if (column % 3 == 1) {
        canvas.rectangle(at + 8, y, step - 16, 70, darker(wall, 0.42F));
        draw_window(canvas, dice, hour, at + 22, y + 6, 26, 40);
        canvas.rectangle(at + 4, y + 34, step - 8, 38, band);
        canvas.rectangle(at + 4, y + 34, step - 8, 6, lighter(band, 0.4F));
        if (!worn && dice.chance(0.5F)) draw_bush(canvas, dice, at + step * 0.7F, y + 36, 26);
      } else {
        draw_window(canvas, dice, hour, at + step / 2 - 27, y + 8, 54, 46);
      }
    }
  }
  if (!worn) return;
  for (int i = 0; i < 16; ++i) {
    const float at = x + dice.between(10, w - 30);
    const float y = ground - dice.between(30, h - 40);
    canvas.ellipse(at, y, dice.between(14, 46), dice.between(10, 26), hex(0x8C8175), 0.5F);
    canvas.polygon({{at - 8, y}, {at + 10, y}, {at + 3, y + dice.between(60, 150)}}, hex(0x6F675C), 0.22F);
  }
}

}  // namespace cityaudit::media::scene
