// multipart/form-data with the boundary "B": the parts must not depend on the pieces, and begin and end must alternate.
#include "server/http/multipart.h"
#include "server/http/part_head.h"

#include "base/text.h"

#include <cstdlib>
#include <string>

using namespace cityaudit;
using namespace cityaudit::server::http;

namespace {

class Recorder final : public MultipartSink {
 public:
  Result<> part_begin(const MultipartPart& part) override {
    if (open_ || !is_valid_utf8(part.name) || part.name.size() > 64) std::abort();
    open_ = true;
    text += "[" + part.name + "|" + part.filename.value_or("-") + "|" + part.content_type + "]";
    return {};
  }
  Result<> part_data(std::span<const unsigned char> data) override {
    if (!open_ || data.empty()) std::abort();
    text.append(reinterpret_cast<const char*>(data.data()), data.size());
    return {};
  }
  Result<> part_end() override {
    if (!open_) std::abort();
    open_ = false;
    text += "[end]";
    return {};
  }
  std::string text;

 private:
  bool open_ = false;
};

/// All that was heard, and how it ended. Data is compared as far as both heard it: a fault is seen sooner in small pieces.
std::string cut(std::span<const unsigned char> body, std::size_t piece_bytes) {
  Recorder recorder;
  MultipartCutter cutter("B", {4, 256, 64, 64, 64}, recorder);
  for (std::size_t at = 0; at < body.size(); at += piece_bytes) {
    const auto fed = cutter.feed(body.subspan(at, std::min(piece_bytes, body.size() - at)));
    if (!fed) return recorder.text + "[" + fed.error().code + "]";
  }
  const auto finished = cutter.finish();
  return recorder.text + "[" + (finished ? std::string("whole") : finished.error().code) + "]";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const unsigned char> body(data, size);
  const std::string whole = cut(body, size + 1);
  if (cut(body, 1) != whole || cut(body, 5) != whole) std::abort();
  static_cast<void>(multipart_boundary({reinterpret_cast<const char*>(data), size}));
  return 0;
}
