#pragma once
// Drawn sample photos: flat illustrations of a city, so that the demonstration audit needs no foreign picture. One thread
// per call; in the worker.

#include "media/photo.h"

namespace cityaudit::media {

/// A JPEG file of the requested size, the same for the same request on the same machine.
std::string draw_scene(const SceneRequest& request);

}  // namespace cityaudit::media
