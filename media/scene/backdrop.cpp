#include "media/scene/backdrop.h"

#include <algorithm>
#include <cmath>

namespace cityaudit::media::scene {
namespace {

struct Sky {
  Colour top, low, light, far;
};

Sky sky_of(Hour hour) {
  switch (hour) {
    case Hour::morning: return {hex(0x9CCBEA), hex(0xFBEBD3), hex(0xFFF8EE), hex(0xB9CBDA)};
    case Hour::day: return {hex(0x5FB0E6), hex(0xDDF1FA), hex(0xFFFFFF), hex(0xA9C6DC)};
    case Hour::evening: return {hex(0x7A93C8), hex(0xFFCF9A), hex(0xFFE6C4), hex(0xC79A94)};
    case Hour::dusk: return {hex(0x141E46), hex(0x5A4A86), hex(0x7079AE), hex(0x2E2F63)};
    case Hour::overcast: return {hex(0xA7B4BF), hex(0xDDE2E4), hex(0xE2E6EA), hex(0xB4BEC6)};
    case Hour::rain: return {hex(0x7E8C99), hex(0xBAC4CA), hex(0xC4CDD6), hex(0x93A0AB)};
  }
  return {};
}

void draw_cloud(Canvas& canvas, Dice& dice, float x, float y, float size, Colour colour, float alpha) {
  canvas.rounded(x - size, y - size * 0.13F, size * 2, size * 0.26F, size * 0.13F, colour, alpha);
  for (int i = 0; i < 4; ++i) {
    const float r = size * dice.between(0.22F, 0.4F);
    canvas.circle(x + size * (-0.6F + 0.4F * static_cast<float>(i)), y - r * 0.45F, r, colour, alpha);
  }
}

void draw_spire(Canvas& canvas, float x, float base, float w, float h, Colour colour) {
  canvas.rectangle(x - w / 2, base - h * 0.6F, w, h * 0.6F, colour);
  canvas.polygon({{x - w * 0.62F, base - h * 0.58F}, {x, base - h}, {x + w * 0.62F, base - h * 0.58F}}, colour);
  canvas.rectangle(x - 1.5F, base - h * 1.06F, 3, h * 0.1F, colour);
}

/// A hill with a castle and a cathedral, roofs and towers: any old city on a river.
void draw_far_city(Canvas& canvas, Dice& dice, const Sky& sky, float horizon) {
  const Colour farthest = glowing(mix(sky.far, sky.low, 0.55F));
  const Colour nearer = glowing(mix(sky.far, sky.low, 0.22F));
  const float hill = dice.between(350, 1250);
  std::vector<Point> outline{{0, horizon}};
  for (int i = 0; i <= 40; ++i) {
    const float x = 40.0F * static_cast<float>(i);
    const float d = (x - hill) / 420;
    outline.push_back({x, horizon - 150 - 130 * std::exp(-d * d) - 14 * std::sin(x / 130)});
  }
  outline.push_back({1600, horizon});
  canvas.polygon(outline, farthest);
  const float top = horizon - 262;
  canvas.rectangle(hill - 200, top, 400, 60, farthest);
  draw_spire(canvas, hill - 30, top + 10, 30, 150, farthest);
  draw_spire(canvas, hill + 30, top + 10, 30, 150, farthest);
  draw_spire(canvas, hill + 110, top + 10, 22, 90, farthest);
  for (float x = -20; x < 1620;) {
    const float w = dice.between(60, 130);
    const float h = dice.between(90, 190);
    canvas.rectangle(x, horizon - h, w, h, nearer);
    if (dice.chance(0.5F)) canvas.polygon({{x - 5, horizon - h}, {x + w / 2, horizon - h - 40}, {x + w + 5, horizon - h}}, nearer);
    if (dice.chance(0.22F)) draw_spire(canvas, x + w / 2, horizon - h, 34, 130, nearer);
    x += w;
  }
}

void draw_lights_in_the_sky(Canvas& canvas, Dice& dice, Hour hour, const Sky& sky) {
  if (is_dark(hour)) {
    for (int i = 0; i < 60; ++i) {
      canvas.circle(dice.between(0, 1600), dice.between(0, 420), dice.between(0.8F, 2), glowing(hex(0xF4F1FF)), dice.between(0.3F, 0.9F));
    }
    const float x = dice.between(200, 1400);
    canvas.glow(x, 170, 190, hex(0xC9D2FF), 0.35F);
    canvas.circle(x, 170, 44, glowing(hex(0xF3EFD8)));
    canvas.circle(x + 17, 160, 38, glowing(mix(sky.top, sky.low, 0.2F)));
    return;
  }
  if (is_grey(hour)) return;
  const float x = dice.between(150, 1450);
  const float y = hour == Hour::day ? dice.between(110, 190) : dice.between(250, 380);
  canvas.glow(x, y, 330, hour == Hour::evening ? hex(0xFFC27A) : hex(0xFFF3C4), 0.75F);
  canvas.circle(x, y, 52, glowing(hex(0xFFF6D6)));
}

}  // namespace

void draw_sky(Canvas& canvas, Dice& dice, Hour hour, float horizon) {
  const Sky sky = sky_of(hour);
  canvas.set_light(sky.light);
  canvas.gradient(0, 0, 1600, horizon + 4, glowing(sky.top), glowing(sky.low));
  canvas.gradient(0, horizon, 1600, 1200 - horizon, glowing(mix(sky.far, sky.low, 0.22F)), glowing(darker(sky.far, 0.25F)));
  draw_lights_in_the_sky(canvas, dice, hour, sky);
  const int clouds = is_grey(hour) ? 9 : is_dark(hour) ? 2 : dice.whole(3, 5);
  for (int i = 0; i < clouds; ++i) {
    const Colour colour = glowing(is_grey(hour) ? lighter(sky.top, dice.between(0.1F, 0.35F))
                                                : mix(lighter(sky.low, 0.6F), sky.top, is_dark(hour) ? 0.8F : 0));
    draw_cloud(canvas, dice, dice.between(0, 1600), dice.between(60, 400), dice.between(70, 170), colour, is_dark(hour) ? 0.25F : 0.9F);
  }
  draw_far_city(canvas, dice, sky, horizon);
  if (hour == Hour::day || hour == Hour::evening) {
    for (int i = 0; i < 5; ++i) {
      const float x = dice.between(200, 1400);
      const float y = dice.between(120, 360);
      canvas.stroke({{x - 13, y - 6}, {x - 5, y - 8}, {x, y}, {x + 5, y - 8}, {x + 13, y - 6}}, 2.5F, hex(0x52607A), 0.7F);
    }
  }
}

void draw_tree(Canvas& canvas, Dice& dice, float x, float ground, float size) {
  static constexpr std::array<Colour, 4> greens = {hex(0x4F8F5B), hex(0x5E9E57), hex(0x3F7F63), hex(0x76A653)};
  const Colour leaf = dice.pick(greens);
  canvas.shadow(x, ground, size * 0.55F, size * 0.09F, 0.35F);
  canvas.polygon({{x - size * 0.045F, ground},
                  {x - size * 0.03F, ground - size * 0.55F},
                  {x + size * 0.03F, ground - size * 0.55F},
                  {x + size * 0.045F, ground}},
                 hex(0x6B4F3A));
  const auto crown = [&](float shift, float shrink, Colour colour, float alpha) {
    for (const auto& [dx, dy, r] : std::array<std::array<float, 3>, 5>{
             {{-0.22F, -0.55F, 0.24F}, {0.22F, -0.57F, 0.23F}, {0, -0.85F, 0.26F}, {-0.13F, -0.72F, 0.26F}, {0.15F, -0.7F, 0.25F}}}) {
      canvas.circle(x + size * (dx + shift), ground + size * (dy + shift), size * r * shrink, colour, alpha);
    }
  };
  crown(0, 1, darker(leaf, 0.18F), 1);
  crown(-0.025F, 0.88F, leaf, 1);
  crown(-0.07F, 0.5F, lighter(leaf, 0.18F), 0.55F);
}

void draw_bush(Canvas& canvas, Dice& dice, float x, float ground, float size) {
  const Colour leaf = mix(hex(0x4F8F5B), hex(0x8BAF55), dice.fraction());
  canvas.ellipse(x, ground - size * 0.25F, size * 0.6F, size * 0.36F, darker(leaf, 0.15F));
  canvas.circle(x - size * 0.25F, ground - size * 0.4F, size * 0.3F, leaf);
  canvas.circle(x + size * 0.2F, ground - size * 0.45F, size * 0.32F, leaf);
  canvas.rectangle(x - size * 0.62F, ground, size * 1.24F, 2, hex(0x3A5040), 0.3F);
}

void draw_street(Canvas& canvas, Dice& dice, float from, float to) {
  canvas.gradient(0, from, 1600, to - from, hex(0xC9C2B8), hex(0xDCD5CA));
  // Small stones, larger towards the viewer.
  const float span = to - from;
  for (int row = 0; row < 9; ++row) {
    const float a = static_cast<float>(row) / 9;
    const float y = from + span * a * a * 0.6F + span * a * 0.4F;
    const float step = 16 + 26 * a;
    canvas.stroke({{0, y}, {1600, y}}, 1.4F, hex(0x8F877C), 0.4F);
    for (float x = dice.between(-step, 0); x < 1600; x += step) {
      const float slant = (x - 800) * 0.012F;
      canvas.stroke({{x, y}, {x + slant, y + 6 + 12 * a}}, 1.3F, hex(0x8F877C), 0.33F);
      if (dice.chance(0.12F)) canvas.rectangle(x, y, step, 6 + 12 * a, hex(0x7C746A), 0.14F);
    }
  }
  canvas.rectangle(0, to, 1600, 16, hex(0xE7E2DA));
  canvas.rectangle(0, to + 16, 1600, 12, hex(0x8D8A88));
  canvas.gradient(0, to + 28, 1600, 1200 - to - 28, hex(0x5C6068), hex(0x74787F));
}

void draw_lawn(Canvas& canvas, Dice& dice, float from) {
  canvas.gradient(0, from, 1600, 1200 - from, hex(0x7DAF62), hex(0x9CC774));
  const float bend = dice.between(-160, 160);
  canvas.polygon({{740 + bend, from}, {860 + bend, from}, {1180, 1200}, {420, 1200}}, hex(0xE6D8BB));
  canvas.polygon({{740 + bend, from}, {752 + bend, from}, {470, 1200}, {420, 1200}}, hex(0xC9B792), 0.7F);
  for (int i = 0; i < 260; ++i) {
    const float y = from + (1200 - from) * std::sqrt(dice.fraction());
    const float x = dice.between(0, 1600);
    const float middle = 800 + bend * (1200 - y) / (1200 - from);
    if (std::abs(x - middle) < 90 + 330 * (y - from) / (1200 - from)) continue;
    const float blade = 5 + 9 * (y - from) / (1200 - from);
    canvas.stroke({{x, y}, {x + 3, y - blade}}, 2, dice.chance(0.85F) ? hex(0x5E9450) : hex(0xF3E9A8), 0.6F);
  }
}

void draw_rain(Canvas& canvas, Dice& dice) {
  for (int i = 0; i < 330; ++i) {
    const float x = dice.between(-40, 1640);
    const float y = dice.between(0, 1150);
    const float length = dice.between(16, 42);
    canvas.stroke({{x, y}, {x - length * 0.22F, y + length}}, 1.8F, glowing(hex(0xEAF1F6)), 0.42F);
  }
  for (int i = 0; i < 26; ++i) {
    const float x = dice.between(0, 1600);
    const float y = dice.between(950, 1180);
    canvas.ellipse(x, y, 17, 5, glowing(hex(0xE3EBF0)), 0.24F);
  }
}

}  // namespace cityaudit::media::scene
