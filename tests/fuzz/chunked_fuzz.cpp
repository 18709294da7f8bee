// The chunked coding: in one piece and byte by byte the same data, the same end or the same fault.
#include "server/http/chunked.h"

#include <cstdlib>
#include <string>

using namespace cityaudit::server::http;

namespace {

struct Decoded {
  std::string data;
  std::size_t consumed = 0;
  bool done = false;
  const char* fault = nullptr;
};

Decoded decode(const std::string& body, std::size_t piece_bytes) {
  ChunkedDecoder decoder({64, 256, 128});
  Decoded out;
  for (std::size_t at = 0; at < body.size() && !decoder.done() && decoder.fault() == nullptr; at += piece_bytes) {
    std::string piece = body.substr(at, piece_bytes);
    const auto step = decoder.decode(piece.data(), piece.size());
    if (step.produced > step.consumed || step.consumed > piece.size()) std::abort();
    out.data.append(piece, 0, step.produced);
    out.consumed += step.consumed;
  }
  out.done = decoder.done();
  out.fault = decoder.fault();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(reinterpret_cast<const char*>(data), size);
  const Decoded whole = decode(body, size + 1);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}}) {
    const Decoded cut = decode(body, piece);
    const bool same = cut.data == whole.data && cut.consumed == whole.consumed && cut.done == whole.done && cut.fault == whole.fault;
    if (!same) std::abort();
  }
  return 0;
}
