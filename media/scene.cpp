#include "media/scene.h"

#include "media/encode.h"
#include "media/scene/motifs.h"

namespace cityaudit::media {
namespace {

constexpr int sample_quality = 82;

using Draw = void (*)(scene::Canvas&, scene::Dice&, Polarity);

Draw drawing_of(Motif motif) {
  switch (motif) {
    case Motif::office: return scene::draw_office;
    case Motif::signpost: return scene::draw_signpost_square;
    case Motif::street_lamp: return scene::draw_street_at_night;
    case Motif::pavement: return scene::draw_pavement;
    case Motif::tram_stop: return scene::draw_tram_stop;
    case Motif::market: return scene::draw_market;
    case Motif::playground: return scene::draw_playground;
    case Motif::housing: return scene::draw_housing;
    case Motif::hate_sticker: return scene::draw_wall;
    case Motif::community_event: return scene::draw_community_event;
    case Motif::school: return scene::draw_school;
    case Motif::health: return scene::draw_health;
  }
  return scene::draw_housing;
}

}  // namespace

std::string draw_scene(const SceneRequest& request) {
  scene::Dice dice(request.seed * 64 + static_cast<std::uint64_t>(request.motif) * 4 + static_cast<std::uint64_t>(request.polarity));
  scene::Canvas canvas(static_cast<int>(request.width), static_cast<int>(request.height));
  // As if each photographer stood elsewhere.
  canvas.set_view(dice.between(1, 1.2F), dice.between(250, 1350), dice.between(850, 1150));
  drawing_of(request.motif)(canvas, dice, request.polarity);
  return encode_jpeg(canvas.finish(request.seed), sample_quality);
}

}  // namespace cityaudit::media
