#include "media/scene/people.h"

#include "media/scene/things.h"

namespace cityaudit::media::scene {
namespace {

constexpr std::array<Colour, 6> skins = {hex(0xF3CBA5), hex(0xE0AC83), hex(0xC68A5F), hex(0x96613F), hex(0x6E4630), hex(0xF6D7BE)};
constexpr std::array<Colour, 6> hairs = {hex(0x2B221E), hex(0x5A3B26), hex(0x8B5E34), hex(0xC9A063), hex(0x9A9A9A), hex(0x3A2A3C)};
constexpr std::array<Colour, 10> clothes = {hex(0xC8553D), hex(0x2F6690), hex(0x588157), hex(0xE9B44C), hex(0x6D597A),
                                            hex(0x3A7D7C), hex(0xD77A61), hex(0x355070), hex(0xB56576), hex(0xEAE0D0)};
constexpr std::array<Colour, 4> trousers = {hex(0x2F3E55), hex(0x4A4E57), hex(0x6B5B4B), hex(0x27384A)};

void draw_umbrella(Canvas& canvas, Dice& dice, float x, float top, float size) {
  const Colour colour = dice.pick(clothes);
  std::vector<Point> dome;
  for (int i = 0; i <= 8; ++i) {
    static constexpr std::array<Point, 9> shape = {{{-1, 0},
                                                    {-0.9F, -0.3F},
                                                    {-0.68F, -0.53F},
                                                    {-0.36F, -0.68F},
                                                    {0, -0.73F},
                                                    {0.36F, -0.68F},
                                                    {0.68F, -0.53F},
                                                    {0.9F, -0.3F},
                                                    {1, 0}}};
    const Point& p = shape[static_cast<std::size_t>(i)];
    dome.push_back({x + p.x * size, top + p.y * size});
  }
  canvas.stroke({{x, top - size * 0.8F}, {x, top + size * 1.2F}}, 4, hex(0x3A3A40));
  canvas.polygon(dome, colour);
  canvas.polygon({{x - size * 0.36F, top}, {x, top - size * 0.73F}, {x + size * 0.36F, top}}, lighter(colour, 0.22F));
}

void draw_pram(Canvas& canvas, Dice& dice, float x, float feet, float h) {
  const Colour colour = dice.pick(clothes);
  canvas.stroke({{x - h * 0.3F, feet - h * 0.5F}, {x - h * 0.12F, feet - h * 0.36F}}, 5, hex(0x4A4A50));
  canvas.polygon({{x - h * 0.12F, feet - h * 0.38F},
                  {x + h * 0.27F, feet - h * 0.38F},
                  {x + h * 0.2F, feet - h * 0.14F},
                  {x - h * 0.05F, feet - h * 0.14F}},
                 colour);
  canvas.ellipse(x + h * 0.14F, feet - h * 0.38F, h * 0.14F, h * 0.15F, darker(colour, 0.15F));
  for (const float wheel : {-0.02F, 0.17F}) {
    canvas.circle(x + h * wheel, feet - h * 0.06F, h * 0.062F, hex(0x2F2F35));
    canvas.circle(x + h * wheel, feet - h * 0.06F, h * 0.03F, hex(0xC9C9CC));
  }
}

struct Look {
  Colour skin, hair, top, legs;
  bool long_hair, headscarf, skirt;
};

Look look_of(Dice& dice) {
  Look look{dice.pick(skins),  dice.pick(hairs),   dice.pick(clothes), dice.pick(trousers),
            dice.chance(0.4F), dice.chance(0.14F), dice.chance(0.3F)};
  if (look.skin.red < 160) look.hair = hairs[0];
  return look;
}

void draw_head(Canvas& canvas, Dice& dice, const Look& look, float x, float top, float h) {
  const float r = h * 0.075F;
  const float y = top + r;
  if (look.headscarf) {
    const Colour cloth = dice.pick(clothes);
    canvas.ellipse(x, y + r * 0.35F, r * 1.3F, r * 1.55F, cloth);
    canvas.ellipse(x, y + r * 0.05F, r * 0.78F, r * 0.9F, look.skin);
    return;
  }
  if (look.long_hair) canvas.rounded(x - r * 1.18F, y - r * 0.9F, r * 2.36F, r * 2.9F, r, look.hair);
  canvas.rectangle(x - r * 0.4F, y + r * 0.5F, r * 0.8F, r * 1.1F, darker(look.skin, 0.12F));
  canvas.circle(x, y, r, look.skin);
  canvas.polygon({{x - r * 1.05F, y + r * 0.1F},
                  {x - r * 0.95F, y - r * 0.7F},
                  {x, y - r * 1.22F},
                  {x + r * 0.95F, y - r * 0.7F},
                  {x + r * 1.05F, y + r * 0.1F},
                  {x + r * 0.6F, y - r * 0.45F},
                  {x - r * 0.5F, y - r * 0.5F}},
                 look.hair);
}

void draw_legs(Canvas& canvas, const Look& look, const Figure& f) {
  const float h = f.height;
  if (f.sits) {
    canvas.rounded(f.x - h * 0.1F, f.feet - h * 0.33F, h * 0.2F, h * 0.1F, h * 0.04F, look.legs);
    for (const float side : {-0.055F, 0.055F})
      canvas.stroke({{f.x + h * side, f.feet - h * 0.27F}, {f.x + h * side, f.feet - h * 0.03F}}, h * 0.07F, look.legs);
  } else if (look.skirt) {
    for (const float side : {-0.05F, 0.05F})
      canvas.stroke({{f.x + h * side, f.feet - h * 0.25F}, {f.x + h * side, f.feet - h * 0.03F}}, h * 0.05F, look.skin);
    canvas.polygon({{f.x - h * 0.09F, f.feet - h * 0.5F},
                    {f.x + h * 0.09F, f.feet - h * 0.5F},
                    {f.x + h * 0.15F, f.feet - h * 0.2F},
                    {f.x - h * 0.15F, f.feet - h * 0.2F}},
                   look.legs);
  } else {
    canvas.stroke({{f.x - h * 0.04F, f.feet - h * 0.46F}, {f.x - h * 0.07F, f.feet - h * 0.03F}}, h * 0.085F, look.legs);
    canvas.stroke({{f.x + h * 0.04F, f.feet - h * 0.46F}, {f.x + h * 0.07F, f.feet - h * 0.03F}}, h * 0.085F, darker(look.legs, 0.2F));
  }
  for (const float side : {-0.07F, 0.07F})
    canvas.rounded(f.x + h * side - h * 0.045F, f.feet - h * 0.035F, h * 0.09F, h * 0.035F, h * 0.015F, hex(0x33302F));
}

}  // namespace

void draw_person(Canvas& canvas, Dice& dice, const Figure& f) {
  const Look look = look_of(dice);
  const float h = f.height;
  const float shoulders = f.feet - h * (f.sits ? 0.66F : 0.82F);
  canvas.shadow(f.x, f.feet, h * 0.24F, h * 0.045F, 0.42F);
  if (f.carries == Carries::backpack)
    canvas.rounded(f.x - h * 0.19F, shoulders + h * 0.04F, h * 0.16F, h * 0.24F, h * 0.05F, dice.pick(clothes));
  draw_legs(canvas, look, f);
  canvas.stroke({{f.x - h * 0.105F, shoulders + h * 0.04F}, {f.x - h * 0.15F, shoulders + h * 0.3F}}, h * 0.06F, darker(look.top, 0.18F));
  canvas.rounded(f.x - h * 0.12F, shoulders, h * 0.24F, h * 0.38F, h * 0.07F, look.top);
  const bool lifts = f.carries == Carries::umbrella;
  const Point hand = lifts ? Point{f.x + h * 0.17F, shoulders + h * 0.08F} : Point{f.x + h * 0.15F, shoulders + h * 0.31F};
  canvas.stroke({{f.x + h * 0.1F, shoulders + h * 0.05F}, {f.x + h * 0.155F, shoulders + h * (lifts ? 0.2F : 0.18F)}, hand}, h * 0.06F,
                darker(look.top, 0.1F));
  canvas.circle(hand.x, hand.y, h * 0.03F, look.skin);
  draw_head(canvas, dice, look, f.x, shoulders - h * 0.17F, h);
  switch (f.carries) {
    case Carries::bag:
      canvas.stroke({{hand.x, hand.y}, {hand.x + 2, hand.y + h * 0.07F}}, 3, hex(0x4A4038));
      canvas.rounded(hand.x - h * 0.06F, hand.y + h * 0.05F, h * 0.13F, h * 0.13F, 5, dice.pick(clothes));
      break;
    case Carries::umbrella: draw_umbrella(canvas, dice, hand.x, shoulders - h * 0.16F, h * 0.33F); break;
    case Carries::pram: draw_pram(canvas, dice, f.x + h * 0.5F, f.feet, h); break;
    default: break;
  }
}

void draw_wheelchair_user(Canvas& canvas, Dice& dice, float x, float feet, float height) {
  const Look look = look_of(dice);
  const float h = height;
  canvas.shadow(x + h * 0.05F, feet, h * 0.34F, h * 0.05F, 0.42F);
  canvas.circle(x - h * 0.05F, feet - h * 0.2F, h * 0.2F, hex(0x34343A));
  canvas.circle(x - h * 0.05F, feet - h * 0.2F, h * 0.165F, hex(0xCFD3D6), 0.85F);
  canvas.stroke({{x - h * 0.17F, feet - h * 0.6F},
                 {x - h * 0.13F, feet - h * 0.28F},
                 {x + h * 0.17F, feet - h * 0.28F},
                 {x + h * 0.24F, feet - h * 0.06F}},
                7, hex(0x3B3F46));
  canvas.circle(x + h * 0.22F, feet - h * 0.05F, h * 0.05F, hex(0x34343A));
  canvas.stroke({{x - h * 0.05F, feet - h * 0.34F}, {x + h * 0.17F, feet - h * 0.34F}, {x + h * 0.22F, feet - h * 0.1F}}, h * 0.085F,
                look.legs);
  canvas.rounded(x - h * 0.15F, feet - h * 0.66F, h * 0.22F, h * 0.36F, h * 0.07F, look.top);
  canvas.stroke({{x + h * 0.01F, feet - h * 0.58F}, {x + h * 0.1F, feet - h * 0.44F}, {x + h * 0.04F, feet - h * 0.34F}}, h * 0.06F,
                darker(look.top, 0.15F));
  draw_head(canvas, dice, look, x - h * 0.04F, feet - h * 0.83F, h);
}

void draw_people(Canvas& canvas, Dice& dice, float from, float to, float feet, float height, int count, bool umbrellas) {
  static constexpr std::array<Carries, 5> usual = {Carries::nothing, Carries::nothing, Carries::bag, Carries::backpack, Carries::nothing};
  for (int i = 0; i < count; ++i) {
    const float slot = (to - from) / static_cast<float>(count);
    const float x = from + slot * (static_cast<float>(i) + dice.between(0.35F, 0.65F));
    const Carries carries = umbrellas && dice.chance(0.7F) ? Carries::umbrella : dice.pick(usual);
    draw_person(canvas, dice, {x, feet + dice.between(-6, 6), height * dice.between(0.92F, 1.06F), carries, false});
  }
}

void draw_bubble(Canvas& canvas, Dice& dice, float x, float y, float size, bool question) {
  const float left = x - size * 0.5F;
  const float top = y - size * 1.05F;
  canvas.rounded(left + 4, top + 6, size * 1.3F, size * 0.8F, size * 0.2F, hex(0x22304A), 0.16F);
  canvas.polygon({{x + size * 0.1F, y - size * 0.32F}, {x + size * 0.34F, y - size * 0.32F}, {x, y}}, glowing(hex(0xFFFDF7)));
  canvas.rounded(left, top, size * 1.3F, size * 0.8F, size * 0.2F, glowing(hex(0xFFFDF7)));
  if (!question) {
    draw_lines_of_script(canvas, dice, left + size * 0.17F, top + size * 0.17F, size * 0.96F, size * 0.5F, 3, glowing(hex(0x35507A)));
    return;
  }
  const float cx = left + size * 0.65F;
  canvas.stroke({{cx - size * 0.11F, top + size * 0.24F},
                 {cx - size * 0.06F, top + size * 0.16F},
                 {cx + size * 0.05F, top + size * 0.15F},
                 {cx + size * 0.11F, top + size * 0.24F},
                 {cx + size * 0.06F, top + size * 0.34F},
                 {cx, top + size * 0.4F},
                 {cx, top + size * 0.47F}},
                size * 0.06F, glowing(hex(0xC8553D)));
  canvas.circle(cx, top + size * 0.6F, size * 0.04F, glowing(hex(0xC8553D)));
}

}  // namespace cityaudit::media::scene
