#include "media/scene/things.h"

#include <algorithm>
#include <cmath>

namespace cityaudit::media::scene {
namespace {

constexpr std::array<Colour, 6> heads = {hex(0xC8553D), hex(0x2F6690), hex(0x588157), hex(0xE0A63C), hex(0x6D597A), hex(0x3A7D7C)};
constexpr std::array<Colour, 3> papers = {hex(0xFFFDF6), hex(0xF7F3E4), hex(0xEFF4F6)};

enum class Script { latin, cyrillic, arabic, chinese, devanagari };
constexpr std::array<Script, 5> scripts = {Script::latin, Script::cyrillic, Script::arabic, Script::chinese, Script::devanagari};

/// One letter-like mark in a box of `h` height; returns how far to move on.
float draw_glyph(Canvas& canvas, Dice& dice, Script script, float x, float y, float h, float pen, Colour ink) {
  const float w = h * 0.62F;
  switch (script) {
    case Script::latin: {
      const float tall = dice.chance(0.25F) ? 0 : h * 0.32F;
      canvas.stroke({{x, y + h}, {x, y + tall}}, pen, ink);
      if (dice.chance(0.7F)) canvas.stroke({{x, y + h * 0.5F}, {x + w * 0.5F, y + h * 0.34F}, {x + w * 0.62F, y + h}}, pen, ink);
      if (dice.chance(0.2F)) canvas.stroke({{x + w * 0.15F, y + h * 0.12F}, {x + w * 0.4F, y}}, pen, ink);
      return w;
    }
    case Script::cyrillic: {
      canvas.stroke({{x, y + h * 0.3F}, {x, y + h}}, pen, ink);
      canvas.stroke({{x + w * 0.75F, y + h * 0.3F}, {x + w * 0.75F, y + h}}, pen, ink);
      const float bar = dice.pick(std::array<float, 3>{0.3F, 0.62F, 1.0F});
      canvas.stroke({{x, y + h * bar}, {x + w * 0.75F, y + h * (dice.chance(0.4F) ? 0.35F : bar)}}, pen, ink);
      return w * 1.15F;
    }
    case Script::arabic: {
      canvas.stroke(
          {{x, y + h * 0.72F}, {x + w * 0.45F, y + h * 0.86F}, {x + w, y + h * 0.72F}, {x + w, y + h * (dice.chance(0.3F) ? 0.1F : 0.55F)}},
          pen, ink);
      if (dice.chance(0.5F)) canvas.circle(x + w * 0.5F, y + h * (dice.chance(0.5F) ? 1.05F : 0.42F), pen * 0.7F, ink);
      return w;
    }
    case Script::chinese: {
      for (const float bar : {0.15F, 0.5F, 0.9F}) {
        if (dice.chance(0.8F)) canvas.stroke({{x, y + h * bar}, {x + h * 0.8F, y + h * bar}}, pen, ink);
      }
      canvas.stroke({{x + h * 0.4F, y}, {x + h * 0.4F, y + h}}, pen, ink);
      if (dice.chance(0.5F)) canvas.stroke({{x + h * 0.38F, y + h * 0.5F}, {x, y + h}}, pen, ink);
      if (dice.chance(0.5F)) canvas.stroke({{x + h * 0.42F, y + h * 0.5F}, {x + h * 0.8F, y + h}}, pen, ink);
      return h * 1.1F;
    }
    case Script::devanagari: {
      canvas.stroke({{x - w * 0.1F, y + h * 0.2F}, {x + w, y + h * 0.2F}}, pen, ink);
      canvas.stroke({{x + w * 0.75F, y + h * 0.2F}, {x + w * 0.75F, y + h}}, pen, ink);
      canvas.stroke({{x + w * 0.1F, y + h * 0.45F}, {x + w * 0.4F, y + h * 0.72F}, {x + w * 0.75F, y + h * 0.5F}}, pen, ink);
      return w * 1.02F;
    }
  }
  return w;
}

void draw_segments(Canvas& canvas, float x, float y, float h, int digit, Colour on) {
  static constexpr std::array<unsigned, 10> lit = {0x77, 0x24, 0x5D, 0x6D, 0x2E, 0x6B, 0x7B, 0x25, 0x7F, 0x6F};
  const float w = h * 0.52F;
  const float t = h * 0.11F;
  const std::array<std::array<Point, 2>, 7> segments = {{{{{x, y}, {x + w, y}}},
                                                         {{{x, y}, {x, y + h / 2}}},
                                                         {{{x + w, y}, {x + w, y + h / 2}}},
                                                         {{{x, y + h / 2}, {x + w, y + h / 2}}},
                                                         {{{x, y + h / 2}, {x, y + h}}},
                                                         {{{x + w, y + h / 2}, {x + w, y + h}}},
                                                         {{{x, y + h}, {x + w, y + h}}}}};
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool shines = ((lit[static_cast<std::size_t>(digit)] >> i) & 1U) != 0;
    canvas.stroke({segments[i][0], segments[i][1]}, t, on, shines ? 1 : 0.08F);
  }
}

}  // namespace

void draw_lines_of_script(Canvas& canvas, Dice& dice, float x, float y, float w, float h, int lines, Colour ink) {
  const Script script = dice.pick(scripts);
  const float pitch = h / static_cast<float>(lines);
  const float size = pitch * 0.62F;
  const float pen = std::max(1.2F, size * 0.14F);
  for (int line = 0; line < lines; ++line) {
    const float end = x + w * (line + 1 == lines ? dice.between(0.4F, 0.75F) : dice.between(0.85F, 1));
    int letters = dice.whole(3, 7);
    for (float at = x; at < end - size * 0.5F;) {
      at += draw_glyph(canvas, dice, script, at, y + pitch * static_cast<float>(line), size, pen, ink) * 1.12F;
      if (--letters == 0) {
        at += size * 0.55F;
        letters = dice.whole(3, 7);
      }
    }
  }
}

void draw_notice(Canvas& canvas, Dice& dice, float x, float y, float w, float h, bool torn) {
  canvas.rectangle(x + 4, y + 5, w, h, hex(0x22283A), 0.22F);
  std::vector<Point> sheet{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}};
  if (torn)
    sheet = {{x, y},
             {x + w, y},
             {x + w, y + h * 0.55F},
             {x + w * 0.8F, y + h * 0.63F},
             {x + w * 0.7F, y + h * 0.82F},
             {x + w * 0.45F, y + h * 0.86F},
             {x + w * 0.3F, y + h},
             {x, y + h}};
  canvas.polygon(sheet, dice.pick(papers));
  canvas.rectangle(x, y, w, h * 0.15F, dice.pick(heads));
  draw_lines_of_script(canvas, dice, x + w * 0.1F, y + h * 0.24F, w * 0.78F, h * (torn ? 0.28F : 0.34F), 3, hex(0x343B4C));
  if (torn) return;
  if (dice.chance(0.5F))
    draw_lines_of_script(canvas, dice, x + w * 0.1F, y + h * 0.62F, w * 0.78F, h * 0.28F, 3, hex(0x596072));
  else
    canvas.rounded(x + w * 0.2F, y + h * 0.64F, w * 0.6F, h * 0.25F, 6, lighter(dice.pick(heads), 0.45F));
}

void draw_notice_board(Canvas& canvas, Dice& dice, float x, float ground, float w, float h, bool torn) {
  const float top = ground - h - 90;
  canvas.shadow(x + w / 2, ground, w * 0.55F, 14, 0.4F);
  for (const float leg : {0.12F, 0.88F}) canvas.rectangle(x + w * leg - 7, top, 14, h + 90, hex(0x4A5159));
  canvas.rounded(x - 10, top - 10, w + 20, h + 20, 8, hex(0x3E5A68));
  canvas.rectangle(x, top, w, h, hex(0xD9C9A8));
  const int columns = std::max(2, static_cast<int>(w / 120));
  const float step = w / static_cast<float>(columns);
  for (int i = 0; i < columns; ++i) {
    const float at = x + step * static_cast<float>(i) + step * 0.1F;
    draw_notice(canvas, dice, at, top + h * dice.between(0.06F, 0.12F), step * 0.8F, h * dice.between(0.68F, 0.82F),
                torn && dice.chance(0.7F));
  }
}

void draw_display(Canvas& canvas, float x, float y, float digit_height, int number, Colour colour) {
  int divisor = 1;
  while (number / divisor >= 10) divisor *= 10;
  for (; divisor > 0; divisor /= 10, x += digit_height * 0.82F) draw_segments(canvas, x, y, digit_height, number / divisor % 10, colour);
}

void draw_signpost(Canvas& canvas, Dice& dice, float x, float ground, float height, bool defaced) {
  canvas.shadow(x, ground, 46, 12, 0.45F);
  canvas.rectangle(x - 9, ground - height, 18, height, hex(0x4A5159));
  canvas.circle(x, ground - height, 16, hex(0xC9A24B));
  const int boards = 5;
  for (int i = 0; i < boards; ++i) {
    const float y = ground - height + 26 + 72 * static_cast<float>(i);
    const bool right = (i + static_cast<int>(dice.next() % 2)) % 2 == 0;
    const float w = dice.between(200, 290);
    const float drop = defaced ? dice.between(-26, 30) : 0;
    const float side = right ? 1.0F : -1.0F;
    const Colour board = defaced ? mix(dice.pick(heads), hex(0x8A8A88), 0.55F) : dice.pick(heads);
    canvas.polygon({{x - side * 24, y},
                    {x + side * (w - 30), y + drop},
                    {x + side * w, y + 27 + drop},
                    {x + side * (w - 30), y + 54 + drop},
                    {x - side * 24, y + 54}},
                   board);
    draw_lines_of_script(canvas, dice, right ? x + 4 : x - w + 52, y + 12 + drop * 0.5F, w - 70, 48, 1, hex(0xFFFDF6));
    if (!defaced) continue;
    canvas.rounded(x + side * w * 0.35F - 26, y + 8 + drop * 0.4F, 62, 38, 8, dice.pick(heads));
    draw_scribble(canvas, dice, x + side * w * 0.5F - 40, y + 6, 80, 34, hex(0x26222A), 4);
  }
}

void draw_stop_sign(Canvas& canvas, Dice& dice, float x, float ground, float height, bool damaged) {
  const float lean = damaged ? 46 : 0;
  canvas.shadow(x, ground, 34, 9, 0.4F);
  canvas.stroke({{x, ground}, {x + lean, ground - height}}, 11, hex(0x59616B));
  const float cx = x + lean;
  const float y = ground - height;
  canvas.rounded(cx - 62, y - 20, 124, 92, 10, hex(0xC2352F));
  canvas.rounded(cx - 54, y - 12, 108, 76, 8, hex(0xFBF7EC));
  canvas.rounded(cx - 34, y + 2, 68, 34, 8, hex(0xC2352F));
  for (const float window : {-24.0F, -4.0F, 16.0F}) canvas.rectangle(cx + window, y + 8, 12, 13, hex(0xFBF7EC));
  for (const float wheel : {-18.0F, 18.0F}) canvas.circle(cx + wheel, y + 42, 7, hex(0x2B2E33));
  if (damaged) {
    draw_scribble(canvas, dice, cx - 46, y - 4, 90, 50, hex(0x1F2430), 5);
    draw_notice(canvas, dice, cx - 40, y + 92, 80, 110, true);
  } else {
    draw_notice(canvas, dice, cx - 40, y + 92, 80, 110);
  }
}

}  // namespace cityaudit::media::scene
