// The request head: in one piece and byte by byte it must come out the same; what is accepted keeps the promises handlers rely on.
#include "server/http/request_head.h"

#include "base/text.h"

#include <cstdlib>
#include <string_view>

using namespace cityaudit::server::http;
using State = RequestHeadParser::State;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const HeadLimits limits{4096, 32, 1024};
  RequestHeadParser whole(limits);
  const State state = whole.parse(bytes);

  RequestHeadParser pieces(limits);
  State last = State::more;
  for (std::size_t end = 1; end <= size && last == State::more; ++end) last = pieces.parse(bytes.substr(0, end));
  require(last == state);
  if (state == State::fault) require(whole.fault().status == pieces.fault().status && whole.fault().status >= 400);
  if (state != State::ready) return 0;

  require(whole.consumed() == pieces.consumed() && whole.consumed() <= size);
  const RequestHead& head = whole.head();
  require(head.path.starts_with('/') || head.path == "*");
  require(head.path.find('\0') == std::string::npos && head.path.find("/../") == std::string::npos && !head.path.ends_with("/.."));
  require(cityaudit::is_valid_utf8(head.path));
  require(!head.host.empty() || head.http_1_0);
  int lengths = 0;
  int encodings = 0;
  for (const Header& header : head.headers) {
    require(is_token(header.name) && header.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
    lengths += header.name == "content-length";
    encodings += header.name == "transfer-encoding";
  }
  require(lengths + encodings <= 1 && (encodings == 1) == (head.framing == Framing::chunked));
  return 0;
}
