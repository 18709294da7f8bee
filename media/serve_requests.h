#pragma once
// The worker's loop: one request after the other from its socket, until the socket closes. One thread.

#include "media/channel.h"
#include "media/detect.h"

namespace cityaudit::media {

/// Returns when the server has gone or breaks the protocol; there is nothing to do then but to end.
void serve_requests(Channel& channel, std::uint64_t processor_seconds_max, Detectors& detectors);

}  // namespace cityaudit::media
