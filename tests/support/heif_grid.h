#pragma once
// A HEIC as phones make them: of tiles. Any thread.

#include <string>
#include <string_view>

namespace cityaudit::tests {

/// `tile`, a HEIC of a single picture of that size as libheif writes it, twice side by side. Empty when it is not such a file.
std::string grid_heif(std::string_view tile, int width, int height);

}  // namespace cityaudit::tests
