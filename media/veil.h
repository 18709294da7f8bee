#pragma once
// What of a photo may be seen before a person has cleared it. Pure; any thread.

#include "media/picture.h"

namespace cityaudit::media {

/// A picture of the same size made of at most 8 cells along the long edge: faces need twice as many to be known again by
/// somebody who knows them, and here a face that fills the picture gets 8.
Picture veil(const Picture& picture);

}  // namespace cityaudit::media
