#include "media/decode_gif.h"

#include <gif_lib.h>
#include <algorithm>
#include <cstring>
#include <memory>

namespace cityaudit::media {
namespace {

constexpr int records_max = 10'000;
constexpr int interlace_first[] = {0, 4, 2, 1};
constexpr int interlace_step[] = {8, 8, 4, 2};

int read_bytes(GifFileType* gif, GifByteType* to, int count) {
  auto& left = *static_cast<Bytes*>(gif->UserData);
  const std::size_t given = std::min(left.size(), static_cast<std::size_t>(std::max(count, 0)));
  std::memcpy(to, left.data(), given);
  left = left.subspan(given);
  return static_cast<int>(given);
}

struct Close {
  void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};
using Gif = std::unique_ptr<GifFileType, Close>;

Refusal unreadable(const char* detail) { return {RefusalReason::unreadable, detail}; }

/// Reads extensions up to the first frame; the colour index that is transparent, -1 for none, nothing when there is no frame.
std::optional<int> find_frame(GifFileType* gif) {
  int transparent = NO_TRANSPARENT_COLOR;
  for (int record = 0; record < records_max; ++record) {
    GifRecordType type = UNDEFINED_RECORD_TYPE;
    if (DGifGetRecordType(gif, &type) == GIF_ERROR) return std::nullopt;
    if (type == IMAGE_DESC_RECORD_TYPE) return transparent;
    if (type != EXTENSION_RECORD_TYPE) return std::nullopt;
    int code = 0;
    GifByteType* block = nullptr;
    if (DGifGetExtension(gif, &code, &block) == GIF_ERROR) return std::nullopt;
    GraphicsControlBlock control{};
    if (code == GRAPHICS_EXT_FUNC_CODE && block && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
      transparent = control.TransparentColor;
    while (block)
      if (DGifGetExtensionNext(gif, &block) == GIF_ERROR) return std::nullopt;
  }
  return std::nullopt;
}

/// Draws one line of colour indices where it lies on the canvas.
void draw_line(const GifFileType& gif, const ColorMapObject& colours, int transparent, int line, const std::vector<GifPixelType>& indices,
               Picture& picture) {
  const int y = gif.Image.Top + line;
  if (y < 0 || y >= picture.height) return;
  for (int i = 0; i < gif.Image.Width; ++i) {
    const int x = gif.Image.Left + i;
    const int index = indices[static_cast<std::size_t>(i)];
    if (x < 0 || x >= picture.width || index == transparent || index >= colours.ColorCount) continue;
    const GifColorType& colour = colours.Colors[index];
    std::uint8_t* to = picture.row(y) + static_cast<std::size_t>(x) * Picture::channels;
    to[0] = colour.Red;
    to[1] = colour.Green;
    to[2] = colour.Blue;
  }
}

/// False when the frame ends early.
bool draw_frame(GifFileType& gif, const ColorMapObject& colours, int transparent, Picture& picture) {
  std::vector<GifPixelType> indices(static_cast<std::size_t>(gif.Image.Width));
  const auto draw = [&](int line) {
    if (DGifGetLine(&gif, indices.data(), gif.Image.Width) == GIF_ERROR) return false;
    draw_line(gif, colours, transparent, line, indices, picture);
    return true;
  };
  if (!gif.Image.Interlace) {
    for (int line = 0; line < gif.Image.Height; ++line)
      if (!draw(line)) return false;
    return true;
  }
  for (int pass = 0; pass < 4; ++pass)
    for (int line = interlace_first[pass]; line < gif.Image.Height; line += interlace_step[pass])
      if (!draw(line)) return false;
  return true;
}

}  // namespace

Verdict<Decoded> decode_gif(Bytes file, const Inspection& inspection) {
  Bytes left = file;
  int error = 0;
  const Gif gif(DGifOpen(&left, read_bytes, &error));
  if (!gif) return unreadable("a GIF without its head");
  const std::optional<int> transparent = find_frame(gif.get());
  if (!transparent) return unreadable("a GIF without a frame");
  if (DGifGetImageDesc(gif.get()) == GIF_ERROR) return unreadable("a GIF whose first frame has no head");
  const auto most = static_cast<std::uint64_t>(inspection.width) * inspection.height;
  if (gif->Image.Width <= 0 || gif->Image.Height <= 0 ||
      static_cast<std::uint64_t>(gif->Image.Width) * static_cast<std::uint64_t>(gif->Image.Height) > most)
    return unreadable("a GIF whose first frame is larger than the picture");
  const ColorMapObject* colours = gif->Image.ColorMap ? gif->Image.ColorMap : gif->SColorMap;
  if (!colours) return unreadable("a GIF without colours");
  Decoded out{Picture(static_cast<int>(inspection.width), static_cast<int>(inspection.height)), false, {}};
  std::fill(out.picture.pixels.begin(), out.picture.pixels.end(), std::uint8_t{255});
  out.damaged = !draw_frame(*gif, *colours, *transparent, out.picture);
  return out;
}

}  // namespace cityaudit::media
