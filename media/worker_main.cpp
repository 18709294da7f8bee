// cityaudit-media: turns photos into derivatives for the server that started it, and touches nothing else.
// It is not meant to be run by hand: its third file descriptor is a socket to the server.

#include "media/decode_heif.h"
#include "media/detect.h"
#include "media/freed_memory.h"
#include "media/sandbox.h"
#include "media/serve_requests.h"

#include "base/text.h"

#include <fcntl.h>
#include <unistd.h>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <opencv2/core.hpp>
#include <opencv2/core/ocl.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <vector>

namespace {

constexpr int server_socket = 3;

/// OpenCV and the codecs read processor features and kernel files on first use: let that happen before the filter.
void warm_up() {
  cv::setNumThreads(1);
  cv::ocl::setUseOpenCL(false);
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  const cv::Mat grey(16, 16, CV_8UC3, cv::Scalar(128, 128, 128));
  for (const char* extension : {".png", ".webp"}) {
    std::vector<unsigned char> bytes;
    cv::imencode(extension, grey, bytes);
    cv::imdecode(bytes, cv::IMREAD_UNCHANGED);
  }
  cityaudit::media::warm_up_heif();
}

/// Codecs complain on standard error about what they read; the log must not carry that.
void silence_standard_error() {
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return;
  ::dup2(nowhere, STDERR_FILENO);
  ::close(nowhere);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace cityaudit;
  const auto argument = [&](int i) { return argc == 4 || argc == 7 ? parse_integer(argv[i]) : std::nullopt; };
  const auto memory_bytes = argument(1);
  const auto seconds = argument(2);
  const auto parent = argument(3);
  if (!memory_bytes || !seconds || !parent || *memory_bytes < 0 || *seconds < 1) {
    std::fputs("cityaudit-media is started by cityaudit serve.\n", stderr);
    return EXIT_FAILURE;
  }
  if (!media::enter_process_limits({static_cast<std::uint64_t>(*memory_bytes), static_cast<int>(*parent)})) return EXIT_FAILURE;
  media::keep_freed_memory();
  warm_up();
  silence_standard_error();
  media::Detectors detectors;
  if (argc == 7) detectors = media::Detectors::load({argv[4], argv[5], argv[6]});
  media::Ready ready;
  ready.faces = detectors.faces();
  ready.plates = detectors.plates();
  ready.filtered = media::enter_system_call_filter();
  media::Channel channel(server_socket);
  if (channel.send(media::FrameType::ready, media::encode(ready), std::nullopt)) {
    media::serve_requests(channel, static_cast<std::uint64_t>(*seconds), detectors);
  }
  // Without the destructors of a hundred libraries, which expect a process that may do more than this one.
  std::_Exit(EXIT_SUCCESS);
}
