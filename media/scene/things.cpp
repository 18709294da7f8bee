#include "media/scene/things.h"

#include "media/scene/people.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cityaudit::media::scene {
namespace {

constexpr std::array<Colour, 6> heads = {hex(0xC8553D), hex(0x2F6690), hex(0x588157), hex(0xE0A63C), hex(0x6D597A), hex(0x3A7D7C)};

Point on_slack(Point from, Point to, float sag, float t) {
  return {from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t + 4 * sag * t * (1 - t)};
}

std::vector<Point> slack_line(Point from, Point to, float sag) {
  std::vector<Point> line;
  for (int i = 0; i <= 24; ++i) line.push_back(on_slack(from, to, sag, static_cast<float>(i) / 24));
  return line;
}

}  // namespace

void draw_lamp(Canvas& canvas, float x, float ground, float height, LampState state) {
  const Colour iron = hex(0x39424E);
  const float lean = state == LampState::broken ? height * 0.1F : 0;
  canvas.shadow(x, ground, 40, 10, 0.4F);
  canvas.rounded(x - 15, ground - 34, 30, 36, 5, iron);
  canvas.stroke({{x, ground - 20}, {x + lean, ground - height}}, 10, iron);
  const float y = ground - height;
  const float head = x + lean;
  canvas.stroke({{head, y}, {head + 16, y - 26}, {head + 56, y - 34}}, 8, iron);
  canvas.rounded(head + 40, y - 40, 86, 18, 8, iron);
  if (state == LampState::broken) {
    canvas.polygon({{head + 52, y - 22}, {head + 112, y - 22}, {head + 96, y - 6}, {head + 84, y - 15}, {head + 70, y - 4}}, hex(0x8A8F95));
    canvas.stroke({{head + 84, y - 16}, {head + 92, y + 36}, {head + 86, y + 62}}, 3, hex(0x22252B));
    return;
  }
  const bool shines = state == LampState::shines;
  canvas.polygon({{head + 50, y - 22}, {head + 116, y - 22}, {head + 104, y - 8}, {head + 62, y - 8}},
                 shines ? glowing(hex(0xFFF3C9)) : hex(0xD9DEE2));
  if (!shines) return;
  canvas.polygon({{head + 62, y - 8}, {head + 104, y - 8}, {head + 250, ground + 10}, {head - 90, ground + 10}}, glowing(hex(0xFFE3A0)),
                 0.14F);
  canvas.glow(head + 83, y - 10, 230, hex(0xFFD98A), 0.8F);
  canvas.glow(head + 83, ground + 30, 280, hex(0xFFC873), 0.3F);
}

void draw_bench(Canvas& canvas, float x, float ground, float w, bool broken) {
  const Colour wood = hex(0xB07B4A);
  canvas.shadow(x + w / 2, ground, w * 0.6F, 14, 0.4F);
  for (const float leg : {0.1F, 0.9F}) {
    canvas.stroke({{x + w * leg, ground}, {x + w * leg, ground - w * 0.22F}, {x + w * leg - 8, ground - w * 0.46F}}, 9, hex(0x3D4249));
  }
  for (int i = 0; i < 2; ++i) {
    if (broken && i == 1) {
      canvas.polygon(
          {{x, ground - w * 0.2F}, {x + w * 0.45F, ground - w * 0.2F}, {x + w * 0.4F, ground - w * 0.15F}, {x, ground - w * 0.15F}}, wood);
      canvas.polygon(
          {{x + w * 0.6F, ground - w * 0.19F}, {x + w, ground - w * 0.02F}, {x + w, ground + 4}, {x + w * 0.57F, ground - w * 0.14F}},
          darker(wood, 0.15F));
      continue;
    }
    canvas.rounded(x - 4, ground - w * (0.26F - 0.06F * static_cast<float>(i)), w + 8, w * 0.045F, 4, i ? darker(wood, 0.12F) : wood);
  }
  canvas.rounded(x - 8, ground - w * 0.47F, w, w * 0.05F, 4, lighter(wood, 0.1F));
  if (!broken) canvas.rounded(x - 8, ground - w * 0.39F, w, w * 0.05F, 4, wood);
}

void draw_bin(Canvas& canvas, Dice& dice, float x, float ground, float size, bool overflowing) {
  canvas.shadow(x, ground, size * 0.6F, size * 0.12F, 0.4F);
  if (overflowing) {
    for (int i = 0; i < 6; ++i)
      canvas.circle(x + size * dice.between(-0.36F, 0.36F), ground - size * dice.between(0.95F, 1.2F), size * 0.16F,
                    dice.chance(0.5F) ? hex(0x454B55) : hex(0xE3E0D8));
  }
  canvas.polygon(
      {{x - size * 0.4F, ground - size}, {x + size * 0.4F, ground - size}, {x + size * 0.32F, ground}, {x - size * 0.32F, ground}},
      hex(0x4F7A5B));
  canvas.rounded(x - size * 0.44F, ground - size * 1.04F, size * 0.88F, size * 0.14F, 5, hex(0x3B5E47));
  for (const float line : {-0.18F, 0.0F, 0.18F})
    canvas.stroke({{x + size * line, ground - size * 0.85F}, {x + size * line, ground - size * 0.08F}}, 3, hex(0x3B5E47), 0.7F);
}

void draw_litter(Canvas& canvas, Dice& dice, float from, float to, float top, float bottom, int pieces) {
  static constexpr std::array<Colour, 5> rubbish = {hex(0xE8E4DA), hex(0xC8553D), hex(0x7DA7C4), hex(0xD9B36C), hex(0x8A8F95)};
  for (int i = 0; i < pieces; ++i) {
    const float x = dice.between(from, to);
    const float y = dice.between(top, bottom);
    const float s = dice.between(9, 19);
    canvas.shadow(x, y + s * 0.5F, s, s * 0.4F, 0.4F);
    if (dice.chance(0.4F))
      canvas.ellipse(x, y, s, s * 0.42F, dice.pick(rubbish));
    else
      canvas.polygon({{x - s, y}, {x - s * 0.2F, y - s * 0.7F}, {x + s, y - s * 0.3F}, {x + s * 0.5F, y + s * 0.5F}}, dice.pick(rubbish));
  }
}

void draw_puddle(Canvas& canvas, float x, float y, float w, Colour sky) {
  canvas.ellipse(x, y, w, w * 0.2F, hex(0x565F6A), 0.75F);
  canvas.ellipse(x + w * 0.06F, y + 2, w * 0.9F, w * 0.165F, glowing(sky), 0.55F);
  canvas.ellipse(x - w * 0.25F, y - w * 0.05F, w * 0.35F, w * 0.03F, glowing(hex(0xFFFFFF)), 0.4F);
}

void draw_tram(Canvas& canvas, Dice& dice, float x, float ground, float w, bool lit) {
  const float h = w * 0.3F;
  const float top = ground - h;
  canvas.shadow(x + w / 2, ground + 6, w * 0.58F, 24, 0.5F);
  canvas.stroke({{x + w * 0.4F, top}, {x + w * 0.46F, top - 52}, {x + w * 0.54F, top - 52}, {x + w * 0.48F, top}}, 5, hex(0x4A4E55));
  canvas.stroke({{0, top - 56}, {1600, top - 60}}, 2.5F, hex(0x30343A), 0.7F);
  canvas.rounded(x, top, w, h - 16, 30, hex(0xC2352F));
  canvas.rounded(x, top, w, h * 0.56F, 30, hex(0xF6EEDC));
  canvas.rectangle(x, top + h * 0.42F, w, h * 0.12F, hex(0xF6EEDC));
  canvas.rectangle(x, top + h * 0.52F, w, 7, hex(0x8C211F));
  const int windows = 6;
  for (int i = 0; i < windows; ++i) {
    const float at = x + w * (0.045F + 0.157F * static_cast<float>(i));
    const bool door = i == 1 || i == 4;
    const Colour glass = lit ? glowing(hex(0xFFE3A6)) : hex(0x56738A);
    if (door) {
      canvas.rounded(at, top + h * 0.12F, w * 0.115F, h * 0.78F, 8, hex(0xDCD5C6));
      for (const float half : {0.007F, 0.061F}) canvas.rounded(at + w * half, top + h * 0.16F, w * 0.047F, h * 0.68F, 6, glass);
      continue;
    }
    canvas.rounded(at, top + h * 0.13F, w * 0.13F, h * 0.32F, 10, glass);
    if (!lit)
      canvas.polygon({{at + 6, top + h * 0.42F},
                      {at + w * 0.05F, top + h * 0.15F},
                      {at + w * 0.09F, top + h * 0.15F},
                      {at + w * 0.045F, top + h * 0.42F}},
                     hex(0xFFFFFF), 0.2F);
    canvas.circle(at + w * 0.065F, top + h * 0.36F, h * 0.05F, hex(0x3A3F4A));
    canvas.rounded(at + w * 0.04F, top + h * 0.4F, w * 0.05F, h * 0.05F, 6, hex(0x3A3F4A));
  }
  canvas.rounded(x + w * 0.37F, top + 8, w * 0.2F, h * 0.1F, 5, hex(0x20242B));
  draw_display(canvas, x + w * 0.39F, top + 12, h * 0.07F, dice.whole(1, 26), glowing(hex(0xFFB84A)));
  for (const float wheel : {0.12F, 0.22F, 0.76F, 0.86F}) {
    canvas.circle(x + w * wheel, ground - 8, 21, hex(0x2B2E33));
    canvas.circle(x + w * wheel, ground - 8, 9, hex(0x8D9298));
  }
  canvas.circle(x + w * 0.985F, top + h * 0.66F, 10, glowing(hex(0xFFF4D0)));
  canvas.glow(x + w * 0.99F, top + h * 0.66F, 60, hex(0xFFF0C0), 0.45F);
  canvas.rectangle(0, ground + 8, 1600, 4, hex(0xB9BEC2), 0.85F);
  canvas.rectangle(0, ground + 34, 1600, 5, hex(0xB9BEC2), 0.85F);
}

void draw_shelter(Canvas& canvas, float x, float ground, float w, float h) {
  canvas.rectangle(x + 10, ground - h + 16, w - 20, h - 50, hex(0xCFE4EC), 0.38F);
  canvas.polygon({{x + 40, ground - 40}, {x + w * 0.35F, ground - h + 20}, {x + w * 0.5F, ground - h + 20}, {x + w * 0.22F, ground - 40}},
                 hex(0xFFFFFF), 0.22F);
  for (const float post : {0.02F, 0.98F}) canvas.rectangle(x + w * post - 6, ground - h, 12, h, hex(0x4A525C));
  canvas.rounded(x - 26, ground - h - 14, w + 52, 24, 10, hex(0x39424E));
}

void draw_stall(Canvas& canvas, Dice& dice, float x, float ground, float w, bool open) {
  static constexpr std::array<Colour, 7> produce = {hex(0xD9483B), hex(0xE9973B), hex(0x7DA84A), hex(0xE8C547),
                                                    hex(0x7C4D7E), hex(0xC96F4A), hex(0x4F8A54)};
  const Colour cloth = open ? dice.pick(heads) : hex(0x8F8D88);
  const float top = ground - w * 0.86F;
  canvas.shadow(x + w / 2, ground, w * 0.62F, 18, 0.4F);
  for (const float post : {0.03F, 0.97F}) canvas.rectangle(x + w * post - 5, top, 10, ground - top, hex(0x7A5A3E));
  if (open) {
    draw_person(canvas, dice, {x + w * dice.between(0.35F, 0.65F), ground - 6, w * 0.66F, Carries::nothing, false});
    draw_string_lights(canvas, {x + w * 0.05F, top + w * 0.12F}, {x + w * 0.95F, top + w * 0.12F}, 16, true);
  }
  canvas.rectangle(x, ground - w * 0.36F, w, w * 0.36F, open ? hex(0xA87A50) : hex(0x807468));
  for (int i = 1; i < 5; ++i)
    canvas.stroke({{x + w * 0.2F * static_cast<float>(i), ground - w * 0.34F}, {x + w * 0.2F * static_cast<float>(i), ground - 3}}, 2.5F,
                  hex(0x6B4B30), 0.6F);
  if (open) {
    for (int crate = 0; crate < 4; ++crate) {
      const float at = x + w * (0.03F + 0.245F * static_cast<float>(crate));
      const Colour fruit = dice.pick(produce);
      for (int i = 0; i < 9; ++i) {
        canvas.circle(at + w * (0.03F + 0.04F * static_cast<float>(i % 5)), ground - w * (0.4F + 0.035F * static_cast<float>(i / 5)),
                      w * 0.026F, i % 2 ? fruit : lighter(fruit, 0.14F));
      }
      canvas.rectangle(at, ground - w * 0.4F, w * 0.225F, w * 0.075F, hex(0xC99C66));
      canvas.rectangle(at, ground - w * 0.37F, w * 0.225F, 3, hex(0x8B673F), 0.7F);
    }
  } else {
    canvas.rectangle(x + w * 0.06F, top + w * 0.1F, w * 0.88F, w * 0.42F, hex(0x9A9A9C));
    for (int i = 0; i < 9; ++i)
      canvas.rectangle(x + w * 0.06F, top + w * (0.12F + 0.046F * static_cast<float>(i)), w * 0.88F, 4, hex(0x6E6F73), 0.6F);
  }
  const int stripes = 8;
  const float step = w * 1.1F / stripes;
  for (int i = 0; i < stripes; ++i) {
    const float at = x - w * 0.05F + step * static_cast<float>(i);
    const Colour stripe = i % 2 ? (open ? hex(0xFBF5E9) : hex(0xB0AEA8)) : cloth;
    canvas.polygon({{at + (x + w / 2 - at) * 0.12F, top - w * 0.16F},
                    {at + step + (x + w / 2 - at - step) * 0.12F, top - w * 0.16F},
                    {at + step, top + w * 0.04F},
                    {at, top + w * 0.04F}},
                   stripe);
    canvas.ellipse(at + step / 2, top + w * 0.04F, step / 2, w * 0.03F, stripe);
  }
}

void draw_bunting(Canvas& canvas, Dice& dice, Point from, Point to, float sag) {
  canvas.stroke(slack_line(from, to, sag), 2.5F, hex(0x50545C));
  const int flags = std::max(4, static_cast<int>(std::abs(to.x - from.x) / 44));
  for (int i = 0; i < flags; ++i) {
    const Point p = on_slack(from, to, sag, (static_cast<float>(i) + 0.5F) / static_cast<float>(flags));
    canvas.polygon({{p.x - 15, p.y}, {p.x + 15, p.y}, {p.x + dice.between(-3, 3), p.y + 34}}, lighter(dice.pick(heads), 0.08F));
  }
}

void draw_string_lights(Canvas& canvas, Point from, Point to, float sag, bool shine) {
  canvas.stroke(slack_line(from, to, sag), 2, hex(0x3A3D44));
  const int bulbs = std::max(3, static_cast<int>(std::abs(to.x - from.x) / 40));
  for (int i = 0; i < bulbs; ++i) {
    const Point p = on_slack(from, to, sag, (static_cast<float>(i) + 0.5F) / static_cast<float>(bulbs));
    if (shine) canvas.glow(p.x, p.y + 6, 34, hex(0xFFD88A), 0.6F);
    canvas.circle(p.x, p.y + 6, 5, shine ? glowing(hex(0xFFF2C4)) : hex(0x8B8E92));
  }
}

void draw_scribble(Canvas& canvas, Dice& dice, float x, float y, float w, float h, Colour paint, float thickness) {
  std::vector<Point> line;
  const float phase = dice.between(0, 6);
  const int turns = dice.whole(5, 8);
  for (int i = 0; i <= turns * 24; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(turns * 24);
    const float a = phase + t * static_cast<float>(turns) * 2 * std::numbers::pi_v<float>;
    const float swing = 0.32F + 0.16F * std::sin(a * 0.37F + phase);
    line.push_back({x + w * t + h * 0.3F * std::cos(a), y + h * (0.5F + swing * std::sin(a) + 0.1F * std::sin(a * 2.3F))});
  }
  canvas.stroke(line, thickness * 1.9F, paint, 0.16F);
  canvas.stroke(line, thickness, paint, 0.93F);
  canvas.stroke({{x - w * 0.03F, y + h * 1.06F}, {x + w * 0.5F, y + h * 0.98F}, {x + w * 1.05F, y + h * 1.08F}}, thickness, paint, 0.9F);
  for (int i = 0; i < 7; ++i) {
    const Point& p = line[dice.next() % line.size()];
    canvas.stroke({p, {p.x + 1, p.y + dice.between(30, 110)}}, thickness * 0.32F, paint, 0.8F);
  }
}

void draw_heart(Canvas& canvas, float x, float y, float size, Colour colour) {
  std::vector<Point> outline;
  for (int i = 0; i < 60; ++i) {
    const float t = static_cast<float>(i) / 60 * 2 * std::numbers::pi_v<float>;
    const float s = std::sin(t);
    outline.push_back(
        {x + size * s * s * s, y - size * (13 * std::cos(t) - 5 * std::cos(2 * t) - 2 * std::cos(3 * t) - std::cos(4 * t)) / 16});
  }
  canvas.polygon(outline, colour);
}

}  // namespace cityaudit::media::scene
